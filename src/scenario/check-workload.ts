import type { DriverDefinition } from '../load/driver/driver.js';
import { optionNames } from '../load/driver/merge-options.js';
import { drivers } from '../load/driver/registry.js';
import { memcachedKinds } from '../load/operation/registry.js';
import { endOfRequestsMs } from '../load/pacer/planned-length.js';
import { parseCommand } from '../load/workload/command-template.js';
import { operationsOf } from '../load/workload/plan-operations.js';
import { can } from '../topology/can.js';
import { anyOf } from '../units/any-of.js';
import { dayMs, formatDuration } from '../units/duration.js';
import { checkDriver } from './check-driver.js';
import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';
import { warnOfLog } from './warn-of-log.js';

/** The pacer of a workload that names none; it has no effect in closed loop. */
const defaultPacer = 'constant';
const longestMemcachedTtlMs = 30 * dayMs;

/** Checks that a workload is consistent, and that the servers support it. */
export function checkWorkload(scenario: Scenario, { problems, warnings }: Findings): void {
  const { topology, workload, phases, faults: planned } = scenario;
  const { connections, threads, ratePerSecond, requests } = workload;
  if (threads > connections) {
    problems.push({
      path: ['workload', 'threads'],
      message: `expected at most one thread per connection (${connections}), found ${threads}`,
    });
  }
  if (!can(topology, 'slots') && workload.readFrom !== 'primary') {
    problems.push({
      path: ['workload', 'readFrom'],
      message: `expected primary, because only topology cluster reads from replicas, found ${workload.readFrom}`,
    });
  }
  checkClientsZone(scenario, { problems, warnings });
  const { clientPolicies, readsFrom } = drivers[workload.driver];
  if (!can(topology, 'commands') && drivers[workload.driver].protocols.length > 0)
    checkForMemcached(workload, problems);
  if (!clientPolicies.includes(workload.clientPolicy)) {
    problems.push({
      path: ['workload', 'clientPolicy'],
      message: `expected ${anyOf(clientPolicies)} with the driver ${workload.driver}, found ${workload.clientPolicy}`,
    });
  }
  checkClientOptions(workload, problems);
  checkDriver(scenario, { problems });
  if (!readsFrom.includes(workload.readFrom)) {
    problems.push({
      path: ['workload', 'readFrom'],
      message: `expected ${anyOf(readsFrom)} with the driver ${workload.driver}, found ${workload.readFrom}`,
    });
  }
  if (operationsOf(workload).length === 0) {
    problems.push({
      path: ['workload', 'mix'],
      message: 'expected at least one operation with a weight above 0, found none',
    });
  }
  warnOfLog(workload, warnings);
  checkPacer(workload, problems);
  checkPreload(workload, problems);
  if (requests !== null && ratePerSecond !== null && endOfRequestsMs(scenario) > phases.durationMs) {
    warnings.push({
      code: 'requests-not-reached',
      message: `At ${ratePerSecond} per second, ${requests} requests take longer than the ${formatDuration(phases.durationMs)} of the run, which ends first. Make phases.duration longer (--duration).`,
    });
  }
  if (ratePerSecond === null && planned.length > 0) {
    warnings.push({
      code: 'closed-loop-with-faults',
      message:
        'workload.rate is max: a closed loop waits while the service is unavailable, and the effect on users is not measured. Set a rate.',
    });
  }
}

/** The measurement decides where clients connect, and with policy measured how they behave. */
function checkClientOptions(
  { clientOptions, clientPolicy, driver }: Scenario['workload'],
  problems: Findings['problems'],
): void {
  if (clientOptions === null) return;
  const path = ['workload', 'clientOptions'];
  const { ownOptions }: DriverDefinition = drivers[driver];
  if (ownOptions === undefined) {
    problems.push({ path, message: `expected none, because the driver ${driver} takes no options, found some` });
    return;
  }
  if (clientPolicy === 'measured')
    problems.push({
      path,
      message:
        'expected none with clientPolicy measured, which sends each command once (--client-policy application), found some',
    });
  const owned = optionNames(clientOptions).filter((name) => ownOptions.includes(name));
  if (owned.length > 0)
    problems.push({ path, message: `expected no ${owned.join(', ')}, because the measurement sets it, found some` });
}

function checkClientsZone(
  { topology, workload: { zone }, faults: planned }: Scenario,
  { problems, warnings }: Findings,
): void {
  if (zone === null) return;
  const path = ['workload', 'zone'];
  const zones = Array.from({ length: topology.zones }, (_, index) => `az-${index + 1}`);
  if (!can(topology, 'processes'))
    problems.push({
      path,
      message: "expected null, because the zones of a target's servers are unknown, found a zone",
    });
  else if (!zones.includes(zone))
    problems.push({ path, message: `expected a zone of the topology (${zones.join(', ')}), found ${zone}` });
  else if (topology.links === null && planned.length === 0)
    warnings.push({
      code: 'no-distance',
      message:
        'workload.zone has no effect, because no link between zones has a delay. Set topology.links.betweenZones.',
    });
}

/** Features that Redis supports, and memcached does not. */
function checkForMemcached(workload: Scenario['workload'], problems: Findings['problems']): void {
  const { durability, mix, commands, ttlMs } = workload;
  if (durability.kind !== 'async')
    problems.push({
      path: ['workload', 'durability'],
      message: `expected async, because memcached has no replicas to wait for, found ${durability.kind}`,
    });
  for (const [kind, weight] of Object.entries(mix))
    if (weight > 0 && !memcachedKinds.includes(kind))
      problems.push({
        path: ['workload', 'mix', kind],
        atKey: true,
        message: `expected an operation that memcached supports (${memcachedKinds.join(', ')}), found ${kind}`,
      });
  if (ttlMs !== null && ttlMs > longestMemcachedTtlMs)
    problems.push({
      path: ['workload', 'ttl'],
      message: `expected at most ${formatDuration(longestMemcachedTtlMs)}, because memcached treats longer ones as a date, found ${formatDuration(ttlMs)}`,
    });
  if (commands.length > 0)
    problems.push({
      path: ['workload', 'commands'],
      message: 'expected none, because free commands are Redis commands, which memcached does not support',
    });
}

/** Preload commands fill the keys of the free commands, so they must write, and some free command must use those keys. */
function checkPreload(
  { preload, commands, mix, protocol }: Scenario['workload'],
  problems: Findings['problems'],
): void {
  const path = ['workload', 'preload'];
  if (preload === false && protocol === 'text' && (mix.incr ?? 0) > 0)
    problems.push({
      path,
      message:
        'expected true, because incr in the text protocol counts only existing keys (protocol meta creates them), found false',
    });
  if (typeof preload === 'boolean') return;
  if (!commands.some(({ weight }) => weight > 0))
    problems.push({
      path,
      message:
        'expected true or false, because commands fill the keys of workload.commands, which has none (--command), found commands',
    });
  for (const [index, command] of preload.entries()) {
    const parsed = parseCommand(command);
    if (parsed.expected === undefined && !parsed.value.writes)
      problems.push({
        path: [...path, index],
        message: `expected a command that writes, found ${JSON.stringify(command)}`,
      });
  }
}

function checkPacer({ pacer, ratePerSecond }: Scenario['workload'], problems: Findings['problems']): void {
  const path = ['workload', 'pacer'];
  const needsMax = pacer.kind === 'closed';
  if (ratePerSecond === null && !needsMax && pacer.kind !== defaultPacer)
    problems.push({
      path,
      message: `expected closed, because workload.rate is max and nothing is planned (or a rate), found ${pacer.kind}`,
    });
  if (ratePerSecond === null) return;
  if (needsMax)
    problems.push({
      path,
      message: `expected a pacer that plans ${ratePerSecond} per second (or rate: max), found closed`,
    });
  if ('fromPerSecond' in pacer && (pacer.fromPerSecond ?? 0) > ratePerSecond)
    problems.push({
      path,
      message: `expected a first rate of at most workload.rate, ${ratePerSecond} per second, found ${pacer.fromPerSecond}`,
    });
}
