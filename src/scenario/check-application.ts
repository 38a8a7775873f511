import { drivers, driversFor } from '../load/driver/registry.js';
import { operationsOf } from '../load/workload/plan-operations.js';
import { keysOf } from '../model/table.js';
import { isServiceUrl } from '../model/target-url.js';
import { anyOf } from '../units/any-of.js';
import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';

/** Checks that the workload fits the application, and that HTTP is only spoken to one. */
export function checkApplication({ workload, topology, application: plan }: Scenario, { problems }: Findings): void {
  const { application, driver, pipeline, audit, preload, mix, commands, pattern, replay, ttlMs, durability } = workload;
  const refuse = (key: string, expected: string, found: string) =>
    problems.push({ path: ['workload', key], message: `expected ${expected}, found ${found}` });
  const speaksHttp = drivers[driver].protocols.length === 0;
  const isRunning = 'target' in topology && isServiceUrl(topology.target);
  if (plan !== null && (plan.program === null) !== isRunning)
    problems.push({
      path: ['application', 'command'],
      message: isRunning
        ? 'expected none, because the target is an application that is already running, found a command'
        : 'expected the command that starts the application (or --target http://host:port for one that is already running), found none',
    });
  if (application === null) {
    if (isRunning)
      problems.push({
        path: ['topology', 'target'],
        message: 'expected application.requests, because the target is an application, found none',
      });
    else if (speaksHttp) refuse('driver', `${anyOf(driversFor('resp2'))} (${driver} needs an application)`, driver);
    return;
  }
  if (!speaksHttp)
    refuse('driver', `${httpDrivers.join(' or ')}, because application.requests are HTTP requests`, driver);
  if (pipeline > 1) refuse('pipeline', '1, because HTTP clients wait for each answer', String(pipeline));
  if (audit === 'chain') refuse('audit', 'final or off, because answers do not show what a write replaced', audit);
  const withApplication = (expected: string) => `${expected} with an application`;
  const [kind] = Object.keys(mix);
  if (kind !== undefined) refuse('mix', withApplication('none (application.requests)'), kind);
  if (commands.length > 0) refuse('commands', withApplication('none (application.requests)'), 'commands');
  if (pattern !== null)
    refuse('pattern', withApplication('none, because it decides how it uses the cache,'), pattern.kind);
  if (replay !== null) refuse('replay', withApplication('none'), 'a log');
  if (ttlMs !== null) refuse('ttl', withApplication('null, because it decides how long values live,'), 'a TTL');
  if (durability.kind !== 'async')
    refuse('durability', withApplication('async, because it decides what it acknowledges,'), durability.kind);
  if (typeof preload !== 'boolean') refuse('preload', withApplication('true or false'), 'commands');
  checkRequests(workload, { problems });
}

function checkRequests(
  { application, audit, ...workload }: Scenario['workload'],
  { problems }: Pick<Findings, 'problems'>,
): void {
  const names = (application ?? []).map(({ name }) => name);
  for (const [index, name] of names.entries())
    if (names.indexOf(name) < index)
      problems.push({
        path: ['application', 'requests', index, 'name'],
        message: `expected a name that no other request has, found ${name}`,
      });
  const roles = operationsOf({ ...workload, application, audit }).map((operation) => operation.audit);
  if (audit !== 'off' && roles.includes('write') && !roles.includes('read'))
    problems.push({
      path: ['application', 'requests'],
      message:
        'expected a request that reads what is written (GET with {key}, or audit: read), so that writes can be audited, found none. ' +
        'To measure without checking for lost writes: --set workload.audit=off',
    });
}

const httpDrivers = keysOf(drivers).filter((name) => [...drivers[name].protocols].length === 0);
