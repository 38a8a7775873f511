import { driversFor } from '../load/driver/registry.js';
import { operationsOf } from '../load/workload/plan-operations.js';
import { boundsOf } from '../load/workload/value-size.js';
import { requestsOf } from '../model/operation-plan.js';
import { stampBytes } from '../model/write-stamp.js';
import { formatDuration } from '../units/duration.js';
import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';

/** Checks that an origin and a pattern are used together, and that the rest of the workload fits them. */
export function checkOrigin(scenario: Scenario, findings: Findings): void {
  const { origin, workload, application } = scenario;
  const { problems } = findings;
  if (origin === null && workload.pattern !== null)
    problems.push({
      path: ['workload', 'pattern'],
      message: 'expected an origin behind the cache, such as origin: { kind: postgres }, found none',
    });
  if (origin !== null && workload.pattern === null && application === null)
    problems.push({
      path: ['origin'],
      message: 'expected workload.pattern, such as { kind: cache-aside }, which says how the cache is used, found none',
    });
  if (origin !== null && workload.pattern !== null) checkPattern(scenario, findings);
}

function checkPattern({ workload }: Scenario, { problems }: Findings): void {
  const { mix, commands, ttlMs, audit, preload, connections, pipeline, keys, protocol, valueSizes, readFrom, pattern } =
    workload;
  const refuse = (key: string, expected: string, found: string) =>
    problems.push({ path: ['workload', key], message: `expected ${expected} with workload.pattern, found ${found}` });
  for (const { option, expected, found } of pattern?.refusals ?? [])
    problems.push({ path: ['workload', 'pattern', option], message: `expected ${expected}, found ${found}` });
  if (
    protocol === 'text' &&
    driversFor('meta').includes(workload.driver) &&
    requestsOf(operationsOf(workload)).some(({ memcached }) => memcached?.text === null)
  )
    problems.push({
      path: ['workload', 'protocol'],
      message: `expected meta, because this pattern needs leases, marks or conditions of meta commands, found ${protocol}`,
    });
  for (const [kind, weight] of Object.entries(mix))
    if (weight > 0 && kind !== 'get' && kind !== 'set') refuse('mix', 'only get and set', kind);
  if (readFrom !== 'primary' && pattern?.read.some(({ again }) => again !== undefined))
    refuse('readFrom', 'primary, where reads take leases or locks,', readFrom);
  if (commands.length > 0) refuse('commands', 'none', 'commands');
  if (ttlMs !== null) refuse('ttl', 'null (workload.pattern.ttl)', ttlMs === 0 ? 'none' : formatDuration(ttlMs));
  if (audit !== 'off') refuse('audit', 'off, because reads are compared with the origin,', audit);
  if (preload !== false)
    refuse('preload', 'false, because reads fill the cache,', preload === true ? 'true' : 'commands');
  const { leastBytes } = boundsOf(valueSizes);
  if (leastBytes < stampBytes) refuse('valueSize', `at least ${stampBytes} bytes for the version`, String(leastBytes));
  // A row has at most one write in flight: with hardly more keys than slots, a free one would be hard to find.
  const least = Math.ceil(1.25 * connections * pipeline);
  if (keys < least) refuse('keys', `at least ${least} (a quarter more than operations in flight)`, String(keys));
}
