import { faultRefusal } from '../fault/needs.js';
import { faultNamed } from '../fault/registry.js';
import { drivers, driversFor } from '../load/driver/registry.js';
import { memcachedKinds } from '../load/operation/registry.js';
import { endOfRequestsMs, plannedLengthMs } from '../load/pacer/planned-length.js';
import { parseCommand } from '../load/workload/command-template.js';
import { operationsOf } from '../load/workload/plan-operations.js';
import { boundsOf } from '../load/workload/value-size.js';
import type { AuditRole } from '../model/operation-plan.js';
import { stampBytes } from '../model/write-stamp.js';
import { can, definitionOf, sentinelsOf } from '../topology/can.js';
import { counted } from '../units/counted.js';
import { formatDuration } from '../units/duration.js';
import { checkFaultTimes } from './check-fault-times.js';
import { checkGates } from './check-gates.js';
import { checkLifetimes } from './check-lifetimes.js';
import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';
import { bounds } from './schema.js';
import type { UnanswerableGate } from './unanswerable-gates.js';

const auditedWrites: readonly AuditRole[] = ['write', 'removal', 'count'];
/** The pacer of a workload that names none; it has no effect in closed loop. */
const defaultPacer = 'constant';
/** With a file flushed once a second, both the primary and then the replica may just have missed a flush. */
const everysecDeadlineMs = 3_000;
const withoutAudit = 'To measure without checking for lost writes: --set workload.audit=off';
const longestMemcachedTtlMs = 30 * bounds.dayMs;

/**
 * Checks what no single key of a scenario shows: that its parts are consistent with each other, the topology and the faults.
 * Ignores the gates that the run will skip.
 */
export function checkScenario(scenario: Scenario, skippedGates: readonly UnanswerableGate[] = []): Findings {
  const findings: Findings = { problems: [], warnings: [] };
  checkTopology(scenario, findings);
  checkWorkload(scenario, findings);
  checkWrites(scenario, findings);
  checkFaultTimes(scenario, plannedLengthMs(scenario), findings);
  checkLifetimes(scenario, findings);
  for (const index of scenario.faults.keys()) checkFault(scenario, index, findings);
  checkGates(scenario, skippedGates, findings);
  return findings;
}

function checkTopology({ topology }: Scenario, { problems, warnings }: Findings): void {
  const definition = definitionOf(topology);
  if (!definition.engines.includes(topology.engine)) {
    problems.push({
      path: ['topology', 'engine'],
      message: `expected an engine of topology ${topology.kind} (${definition.engines.join(', ')}), found ${topology.engine}`,
    });
  }
  if (topology.target !== null && !runsAlready(topology)) {
    problems.push({
      path: ['topology', 'target'],
      message: `expected nothing, because topology ${topology.kind} launches its servers (topology external has a target), found a URL`,
    });
  }
  if (Object.keys(topology.addressMap ?? {}).length > 0 && !runsAlready(topology))
    problems.push({
      path: ['topology', 'addressMap'],
      message: `expected nothing, because topology ${topology.kind} launches its servers (topology external maps addresses), found addresses`,
    });
  const sentinels = sentinelsOf(topology);
  if (sentinels > 0 && topology.sentinel.quorum > sentinels) {
    problems.push({
      path: ['topology', 'sentinel', 'quorum'],
      message: `expected a quorum that ${sentinels} sentinels can reach, found ${topology.sentinel.quorum}`,
    });
  }
  const dataNodes = topology.shards * (1 + topology.replicas);
  const nodes = dataNodes + sentinels;
  if (nodes > bounds.nodes) {
    problems.push({
      path: ['topology'],
      message: `expected at most ${bounds.nodes} nodes, found ${nodes} (shards, their replicas and the sentinels)`,
    });
  }
  for (const id of Object.keys(topology.nodeConfig ?? {}))
    if (Number(id.slice(1)) > dataNodes && !runsAlready(topology))
      problems.push({
        path: ['topology', 'nodeConfig', id],
        atKey: true,
        message: `expected a data node that the topology starts with (n1 to n${dataNodes}), found ${id}`,
      });
  if (topology.basePort !== null && topology.basePort + nodes > 65_536) {
    problems.push({
      path: ['topology', 'basePort'],
      message: `expected space for ${nodes} ports up to 65535, found ${topology.basePort}`,
    });
  }
  if (topology.links !== null && topology.links.betweenZones.delayMs > 0 && topology.zones === 1) {
    warnings.push({
      code: 'one-zone',
      message:
        'topology.links.betweenZones has no effect, because all nodes are in one zone. Set topology.zones to 2 or more.',
    });
  }
  const refusal = problems.length === 0 ? definition.refusal(topology) : undefined;
  if (refusal !== undefined) problems.push({ path: ['topology'], message: refusal });
}

function checkWorkload(scenario: Scenario, { problems, warnings }: Findings): void {
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
  const { clientPolicies } = drivers[workload.driver];
  if (!can(topology, 'commands')) checkForMemcached(workload, problems);
  if (!clientPolicies.includes(workload.clientPolicy)) {
    problems.push({
      path: ['workload', 'clientPolicy'],
      message: `expected ${clientPolicies.join(', ')} with the driver ${workload.driver}, found ${workload.clientPolicy}`,
    });
  }
  if (operationsOf(workload).length === 0) {
    problems.push({
      path: ['workload', 'mix'],
      message: 'expected at least one operation with a weight above 0, found none',
    });
  }
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

function checkClientsZone(
  { topology, workload: { zone }, faults: planned }: Scenario,
  { problems, warnings }: Findings,
): void {
  if (zone === null) return;
  const path = ['workload', 'zone'];
  const zones = Array.from({ length: topology.zones }, (_, index) => `az-${index + 1}`);
  if (runsAlready(topology))
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
  const { driver, durability, mix, commands, ttlMs } = workload;
  const speakers = driversFor('meta');
  if (!speakers.some((name) => name === driver))
    problems.push({
      path: ['workload', 'driver'],
      message: `expected ${speakers.join(' or ')}, because ${driver} does not support memcached, found ${driver}`,
    });
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

function checkWrites({ workload, topology }: Scenario, { problems, warnings }: Findings): void {
  const { audit, valueSizes, keys, connections, pipeline, durability } = workload;
  // The number of replicas of an existing deployment is unknown in advance.
  if (durability.kind !== 'async' && durability.replicas > topology.replicas && !runsAlready(topology)) {
    problems.push({
      path: ['workload', 'durability'],
      message: `expected at most ${topology.replicas} (each shard has ${counted(topology.replicas, 'replica', 'replicas')}), found ${durability.replicas}`,
    });
  }
  checkAppendOnly({ workload, topology }, { problems, warnings });
  const roles = new Set(operationsOf(workload).map((operation) => operation.audit));
  if (audit === 'off' || !auditedWrites.some((role) => roles.has(role))) return;
  const { leastBytes } = boundsOf(valueSizes);
  if (roles.has('write') && leastBytes < stampBytes) {
    problems.push({
      path: ['workload', 'valueSize'],
      message: `expected at least ${stampBytes} bytes, because the audit stamps each write, found ${leastBytes}. ${withoutAudit}`,
    });
  }
  // At most one write per key is in flight: with hardly more keys than slots, a free one would be hard to find.
  const least = Math.ceil(1.25 * connections * pipeline);
  if (keys < least) {
    problems.push({
      path: ['workload', 'keys'],
      message: `expected at least ${least} keys (a quarter more than ${connections} connections of ${pipeline} in flight, because the audit allows one write in flight per key), found ${keys}. ${withoutAudit}`,
    });
  }
}

/** WAITAOF needs an append-only file on every server, and waits until it reaches the disk. */
function checkAppendOnly(
  { workload: { durability, deadlineMs }, topology }: Pick<Scenario, 'workload' | 'topology'>,
  { problems, warnings }: Findings,
): void {
  if (durability.kind !== 'waitaof' || runsAlready(topology)) return;
  const { appendonly, appendfsync = 'everysec' } = topology.config;
  if (appendonly !== 'yes')
    problems.push({
      path: ['topology', 'config', 'appendonly'],
      message: `expected true, because durability waitaof waits for the append-only file, found ${appendonly}`,
    });
  if (appendfsync === 'always' || deadlineMs >= everysecDeadlineMs) return;
  warnings.push({
    code: 'waitaof-deadline',
    message:
      `With appendfsync ${appendfsync}, a write takes up to two seconds to reach the disks, but workload.deadline is ${formatDuration(deadlineMs)}: ` +
      'later acknowledgements count as indeterminate. Set it to 3s or more, or topology.config.appendfsync to always.',
  });
}

function checkFault(scenario: Scenario, index: number, { problems }: Findings): void {
  const plan = scenario.faults[index];
  if (plan === undefined) return;
  const path = ['faults', index] as const;
  const { leavesZombie } = faultNamed(plan.name);
  if (leavesZombie && plan.recover !== 'none') {
    problems.push({
      path: [...path, 'recover'],
      message: `expected none, because ${plan.name} leaves its target alive and is itself healed after ${formatDuration(plan.afterMs)}, found ${plan.recover}`,
    });
  }
  const refusal = faultRefusal(plan, scenario.topology);
  if (refusal !== undefined) problems.push({ path: [...path, plan.name], message: refusal });
}

/** Whether its servers are a target's. */
function runsAlready(topology: Scenario['topology']): boolean {
  return !can(topology, 'processes');
}
