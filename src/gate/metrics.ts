import type { RunRecord } from '../model/run-record.js';
import { readClientCpu } from './read-client-cpu.js';
import { readMilestone, readUnavailability } from './read-faults.js';
import { readLatency } from './read-latency.js';
import { readAcknowledgedWrites, readFate } from './read-writes.js';
import { type Reading, reading, share, statsOf } from './reading.js';
import { type Aggregate, aggregates, type GateUnit, type Selection } from './selection.js';

/** What a scenario must have for a metric to have data. */
export type MetricNeed = 'fault' | 'audit' | 'writes' | 'reads' | 'open-loop';

/** One figure that gates can ask for. */
export interface MetricDefinition {
  readonly summary: string;
  readonly unit: GateUnit;
  /** Empty: the metric is one figure. Else a gate must name one of them. */
  readonly aggregates: readonly Aggregate[];
  /** Whether it can be asked of one operation kind: `response_time.set.p99`. */
  readonly perOperation: boolean;
  /** Whether it can be asked of one phase; else it is known for the whole run only. */
  readonly windowed: boolean;
  readonly better: 'lower' | 'higher';
  /** Whether it comes from latencies, which are void when the generator was the limit. */
  readonly fromLatency: boolean;
  readonly needs: readonly MetricNeed[];
  read(record: RunRecord, selection: Selection): Reading;
}

const latency = {
  unit: 'us',
  aggregates,
  perOperation: true,
  windowed: true,
  better: 'lower',
  fromLatency: true,
} as const;
const single = { aggregates: [], perOperation: false, fromLatency: false } as const;
const count = { ...single, unit: 'count', windowed: false, better: 'lower' } as const;
const span = { ...single, unit: 'ms', windowed: false, better: 'lower' } as const;

/** Every metric, under the word that a gate uses for it. */
const metrics = {
  response_time: {
    ...latency,
    summary: 'From the planned start to the reply: what a user waits. Exists in open loop only.',
    needs: ['open-loop'],
    read: (record, selection) => readLatency(record, selection, 'response'),
  },
  service_time: {
    ...latency,
    summary: 'From the actual send to the reply: what the server took.',
    needs: [],
    read: (record, selection) => readLatency(record, selection, 'service'),
  },
  throughput: {
    ...single,
    summary: 'Operations that ended ok, per second.',
    unit: 'perSecond',
    windowed: true,
    better: 'higher',
    needs: [],
    read: (record, { window }) =>
      fromStats(record, window, (stats) => reading(stats.throughputPerSecond, 'nothing was measured')),
  },
  error_rate: {
    ...single,
    summary: 'Operations that failed or ended indeterminate, over those that were sent.',
    unit: 'ratio',
    windowed: true,
    better: 'lower',
    needs: [],
    read: (record, { window }) =>
      fromStats(record, window, ({ operations: { fail, indeterminate, sent } }) =>
        share(fail + indeterminate, sent, 'nothing was sent'),
      ),
  },
  dropped: {
    ...single,
    summary: 'Operations that were planned and never sent, because their deadline passed while they waited.',
    unit: 'count',
    windowed: true,
    better: 'lower',
    needs: [],
    read: (record, { window }) =>
      fromStats(record, window, ({ operations }) =>
        operations.planned > 0 ? reading(operations.dropped, '') : { value: null, reason: 'nothing was planned' },
      ),
  },
  hit_rate: {
    ...single,
    summary: 'Reads that found their key, over all reads that were answered.',
    unit: 'ratio',
    windowed: true,
    better: 'higher',
    needs: ['reads'],
    read: (record, { window }) =>
      fromStats(record, window, ({ hits, misses }) => share(hits, hits + misses, 'no read was answered')),
  },
  client_cpu: {
    ...single,
    summary:
      'CPU time of the load generator for each operation that it sent. Exists in closed loop only: in open loop it also waits for the next start.',
    unit: 'us',
    windowed: false,
    better: 'lower',
    needs: [],
    read: readClientCpu,
  },
  availability: {
    ...single,
    summary: 'Good operations over planned ones.',
    unit: 'ratio',
    windowed: true,
    better: 'higher',
    needs: [],
    read: (record, { window }) =>
      window === 'all'
        ? reading(record.availability.ratio, 'nothing was planned')
        : fromStats(record, window, ({ operations: { ok, planned } }) => share(ok, planned, 'nothing was planned')),
  },
  lost_writes: {
    ...count,
    summary: 'Acknowledged writes that are gone.',
    needs: ['audit', 'writes'],
    read: (record) => readFate(record, 'lost'),
  },
  duplicated_writes: {
    ...count,
    summary: 'Writes that took effect twice.',
    needs: ['audit', 'writes'],
    read: (record) => readFate(record, 'duplicated'),
  },
  unexpected_writes: {
    ...count,
    summary: 'Values that nobody wrote, or older ones that came back over newer ones.',
    needs: ['audit', 'writes'],
    read: (record) => readFate(record, 'unexpected'),
  },
  indeterminate_writes: {
    ...count,
    summary: 'Writes that may have had an effect: timed out, or cut off after sending.',
    needs: ['writes'],
    read: ({ writeSafety: { writes } }) =>
      writes.issued > 0 ? reading(writes.indeterminate, '') : { value: null, reason: 'no write was issued' },
  },
  acknowledged_writes: {
    ...single,
    summary:
      'Acknowledged writes over issued ones. Beside lost_writes, so that a run that acknowledges nothing cannot pass.',
    unit: 'ratio',
    windowed: true,
    better: 'higher',
    needs: ['writes'],
    read: readAcknowledgedWrites,
  },
  stale_reads: {
    ...count,
    summary: 'Reads that answered an older value than the last acknowledged write of their key.',
    needs: ['audit', 'reads'],
    read: ({ writeSafety }) => reading(writeSafety.staleReads, `reads were not audited (${writeSafety.reason})`),
  },
  'unavailability.write': {
    ...span,
    summary: 'The longest time around a fault in which no write of the clients succeeded.',
    needs: ['fault', 'writes'],
    read: (record) => readUnavailability(record, 'writeMs'),
  },
  'unavailability.read': {
    ...span,
    summary: 'The longest time around a fault in which no read of the clients succeeded.',
    needs: ['fault', 'reads'],
    read: (record) => readUnavailability(record, 'readMs'),
  },
  detection_time: {
    ...span,
    summary: 'From the injection until the first node saw that the target is down.',
    needs: ['fault'],
    read: (record) => readMilestone(record, 'detectedMs', 'a detection'),
  },
  promotion_time: {
    ...span,
    summary: 'From the injection until the new primary says so of itself.',
    needs: ['fault'],
    read: (record) => readMilestone(record, 'promotedMs', 'a promotion'),
  },
  recovery_time: {
    ...span,
    summary: 'From the injection until the p99 response time over one second is back within 1.5 times that of steady.',
    fromLatency: true,
    needs: ['fault', 'open-loop'],
    read: (record) => readMilestone(record, 'latencyRecoveredMs', 'a recovery of the p99 response time'),
  },
  redundancy_time: {
    ...span,
    summary: 'From the injection until every replica is online again and within one second of the primary.',
    needs: ['fault'],
    read: (record) => readMilestone(record, 'redundancyRestoredMs', 'full redundancy'),
  },
} as const satisfies Record<string, MetricDefinition>;
export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as readonly MetricName[];

/** The definition of a metric, with the type that all share. */
export function metricDefinition(name: MetricName): MetricDefinition {
  return metrics[name];
}

function fromStats(
  record: RunRecord,
  window: Selection['window'],
  read: (stats: Exclude<ReturnType<typeof statsOf>, string>) => Reading,
): Reading {
  const stats = statsOf(record, window);
  return typeof stats === 'string' ? { value: null, reason: stats } : read(stats);
}
