import { operationsOf } from '../load/workload/plan-operations.js';
import { boundsOf } from '../load/workload/value-size.js';
import type { AuditRole } from '../model/operation-plan.js';
import { stampBytes } from '../model/write-stamp.js';
import { can } from '../topology/can.js';
import { counted } from '../units/counted.js';
import { formatDuration } from '../units/duration.js';
import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';

const auditedWrites: readonly AuditRole[] = ['write', 'removal', 'count'];
/** With a file flushed once a second, both the primary and then the replica may just have missed a flush. */
const everysecDeadlineMs = 3_000;
const withoutAudit = 'To measure without checking for lost writes: --set workload.audit=off';

/** Checks that writes can be acknowledged as the durability requires, and audited. */
export function checkWrites({ workload, topology }: Scenario, { problems, warnings }: Findings): void {
  const { audit, valueSizes, keys, connections, pipeline, durability } = workload;
  // Those of an existing deployment are unknown in advance; memcached can't wait for any.
  const replicasAreKnown = can(topology, 'processes') && can(topology, 'commands');
  if (durability.kind !== 'async' && durability.replicas > topology.replicas && replicasAreKnown) {
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
  if (durability.kind !== 'waitaof' || !can(topology, 'processes')) return;
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
