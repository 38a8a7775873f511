import { keysOf } from '../model/table.js';
import { agentMetrics } from './agent-metrics.js';
import { applicationMetrics } from './application-metrics.js';
import { costMetrics } from './cost-metrics.js';
import { historyMetrics } from './history-metrics.js';
import type { MetricDefinition } from './metric-definition.js';
import { originMetrics } from './origin-metrics.js';
import { readMilestone, readUnavailability } from './read-faults.js';
import { readLatency } from './read-latency.js';
import { readStaleReads } from './read-origin.js';
import { readHitRate, readMissingReads, readRewarmTime } from './read-reads.js';
import { readRedundancy } from './read-redundancy.js';
import { readAcknowledgedWrites, readFate, readReexecuted, readUnexpected } from './read-writes.js';
import { type MeasuredRecord, type Reading, reading, share, statsOf } from './reading.js';
import { aggregates, type Selection } from './selection.js';

const latency = {
  unit: 'us',
  aggregates,
  perOperation: true,
  better: 'lower',
  fromLatency: true,
} as const;
const single = { aggregates: [], perOperation: false, fromLatency: false } as const;
const count = { ...single, unit: 'count', better: 'lower', generatorBias: 'none' } as const;
const span = { ...single, unit: 'ms', better: 'lower', generatorBias: 'raises' } as const;
const seenSpan = { ...span, seenByMain: true } as const;

/** All metrics, by their name in gates. */
const metrics = {
  response_time: {
    example: 'response_time.p99 < 10ms during steady',
    ...latency,
    windowed: true,
    summary: 'From the planned start to the reply: the time a user waits. Open loop only.',
    generatorBias: 'raises',
    needs: ['open-loop'],
    read: (record, selection) => readLatency(record, selection, 'response'),
  },
  service_time: {
    example: 'service_time.get.p99.9 < 5ms',
    ...latency,
    windowed: true,
    summary: 'From the send to the reply: the time the server takes.',
    generatorBias: 'raises-under-full-load',
    needs: [],
    read: (record, selection) => readLatency(record, selection, 'service'),
  },
  throughput: {
    example: 'throughput >= 9k/s during steady',
    ...single,
    summary: 'Successful operations per second.',
    unit: 'perSecond',
    windowed: true,
    better: 'higher',
    generatorBias: 'lowers',
    needs: [],
    read: (record, { window }) =>
      fromStats(record, window, (stats) => reading(stats.throughputPerSecond, 'nothing was measured')),
  },
  error_rate: {
    example: 'error_rate < 0.1% during steady',
    ...single,
    summary: 'Operations that failed or ended indeterminate, over those sent.',
    unit: 'ratio',
    windowed: true,
    better: 'lower',
    generatorBias: 'raises',
    needs: [],
    read: (record, { window }) =>
      fromStats(record, window, ({ operations: { fail, indeterminate, sent } }) =>
        share(fail + indeterminate, sent, 'nothing was sent'),
      ),
  },
  dropped: {
    example: 'dropped == 0',
    ...single,
    summary: 'Planned operations that were never sent, because their deadline passed while they waited.',
    unit: 'count',
    windowed: true,
    better: 'lower',
    generatorBias: 'raises',
    needs: [],
    read: (record, { window }) =>
      fromStats(record, window, ({ operations }) =>
        operations.planned > 0 ? reading(operations.dropped, '') : { value: null, reason: 'nothing was planned' },
      ),
  },
  hit_rate: {
    example: 'hit_rate >= 90%',
    ...single,
    summary: 'Reads that found their key, over all answered reads; unknown if replies do not show it.',
    unit: 'ratio',
    windowed: true,
    better: 'higher',
    generatorBias: 'none',
    needs: ['reads'],
    read: readHitRate,
  },
  availability: {
    example: 'availability >= 99%',
    ...single,
    summary: 'Successful operations over planned ones.',
    unit: 'ratio',
    windowed: true,
    better: 'higher',
    generatorBias: 'lowers',
    needs: [],
    read: (record, { window }) =>
      window === 'all'
        ? reading(record.availability.ratio, 'nothing was planned')
        : fromStats(record, window, ({ operations: { ok, planned } }) => share(ok, planned, 'nothing was planned')),
  },
  lost_writes: {
    example: 'lost_writes <= 100',
    ...count,
    windowed: false,
    summary: 'Acknowledged writes that were lost.',
    needs: ['audit', 'writes'],
    read: (record) => readFate(record, 'lost'),
  },
  duplicated_writes: {
    example: 'duplicated_writes == 0',
    ...count,
    windowed: false,
    summary: 'Writes that took effect twice.',
    needs: ['audit', 'writes'],
    read: (record) => readFate(record, 'duplicated'),
  },
  reexecuted_writes: {
    example: 'reexecuted_writes == 0',
    ...count,
    windowed: false,
    summary:
      'Writes that the primaries executed, by their own counters, beyond those acknowledged or indeterminate: the client sent them again. ' +
      'Unknown, unless the limit is exceeded anyway, if a primary changed or restarted.',
    needs: ['audit', 'writes'],
    read: readReexecuted,
  },
  unexpected_writes: {
    example: 'unexpected_writes == 0',
    ...count,
    windowed: false,
    summary:
      'Older writes applied late over newer ones (by client retries, for example), and values that no client wrote.',
    needs: ['audit', 'writes'],
    read: readUnexpected,
  },
  wiped_keys: {
    example: 'wiped_keys == 0',
    ...count,
    windowed: false,
    summary: 'Keys that lost what was written before the measured part: canaries, preload, warm-up.',
    needs: ['audit'],
    read: ({ writeSafety }) => reading(writeSafety.wipedKeys, 'the audit did not count them', writeSafety.reason),
  },
  indeterminate_writes: {
    example: 'indeterminate_writes <= 50',
    ...count,
    windowed: false,
    summary: 'Writes that may have had an effect: timed out, or cut off after sending.',
    generatorBias: 'raises',
    needs: ['writes'],
    read: ({ writeSafety: { writes } }) =>
      writes.issued > 0 ? reading(writes.indeterminate, '') : { value: null, reason: 'no write was issued' },
  },
  acknowledged_writes: {
    example: 'acknowledged_writes >= 99% during steady',
    ...single,
    summary:
      'Acknowledged writes over issued ones. Use it with lost_writes, so that a run that acknowledges nothing cannot pass.',
    unit: 'ratio',
    windowed: true,
    better: 'higher',
    generatorBias: 'lowers',
    needs: ['writes'],
    read: readAcknowledgedWrites,
  },
  stale_reads: {
    example: 'stale_reads == 0',
    ...count,
    windowed: false,
    summary: 'Reads that returned an older value than the last acknowledged write of their key.',
    needs: ['audited-reads', 'reads'],
    read: readStaleReads,
  },
  ...originMetrics,
  ...historyMetrics,
  missing_reads: {
    example: 'missing_reads == 0',
    ...count,
    windowed: false,
    summary:
      'Reads that returned nothing although a write of their key was acknowledged: expired, evicted, flushed, lost, or on a server that is gone. ' +
      'Unknown if some have no known cause, unless the limit is exceeded anyway.',
    needs: ['audit', 'reads'],
    read: readMissingReads,
  },
  'unavailability.write': {
    example: 'unavailability.write < 30s',
    ...span,
    windowed: false,
    summary:
      "The longest outage of writes between a fault and its recovery: writes were due, but no client's succeeded.",
    needs: ['fault', 'writes'],
    read: (record) => readUnavailability(record, 'writeMs'),
  },
  'unavailability.read': {
    example: 'unavailability.read < 30s',
    ...span,
    windowed: false,
    summary: "The longest outage of reads between a fault and its recovery: reads were due, but no client's succeeded.",
    needs: ['fault', 'reads'],
    read: (record) => readUnavailability(record, 'readMs'),
  },
  ...applicationMetrics,
  detection_time: {
    example: 'detection_time < 2s',
    ...seenSpan,
    windowed: false,
    summary: 'From the injection until another node first suspects a target of the fault.',
    needs: ['fault'],
    read: (record) => readMilestone(record, 'detectedMs', 'a detection'),
  },
  promotion_time: {
    example: 'promotion_time < 8s',
    ...seenSpan,
    windowed: false,
    summary: 'From the injection until the new primary reports its role.',
    needs: ['fault'],
    read: (record) => readMilestone(record, 'promotedMs', 'a promotion'),
  },
  recovery_time: {
    example: 'recovery_time < 20s',
    ...span,
    windowed: false,
    summary:
      'From the injection until the p99 response time over one second (100 operations, if they are rarer) is back within 1.5 times that of steady.',
    fromLatency: true,
    generatorBias: 'either',
    needs: ['fault', 'open-loop'],
    read: (record) => readMilestone(record, 'latencyRecoveredMs', 'a recovery of the p99 response time'),
  },
  redundancy_time: {
    example: 'redundancy_time < 30s',
    ...seenSpan,
    windowed: false,
    summary: 'From the injection until every replica is online again and within one second of the primary.',
    needs: ['fault'],
    read: (record) => readMilestone(record, 'redundancyRestoredMs', 'full redundancy'),
  },
  rewarm_time: {
    example: 'rewarm_time < 10s',
    ...span,
    windowed: false,
    summary:
      'From the injection until the hit rate is back within 5 points of steady (0 without a dip); ' +
      "without a fault, from a cold start until it is within 5 points of the run's last fifth.",
    needs: ['fault-or-cold-start', 'reads'],
    read: readRewarmTime,
  },
  full_resyncs: {
    example: 'full_resyncs == 0',
    ...count,
    windowed: false,
    summary: 'Number of times a replica had to copy the whole data set, as counted by the primaries.',
    needs: ['replicas'],
    read: (record) => readRedundancy(record, 'fullResyncs'),
  },
  time_without_redundancy: {
    example: 'time_without_redundancy < 5s',
    ...seenSpan,
    windowed: false,
    summary:
      'Time in which a shard had no primary, or fewer replicas than planned were online and at most one second behind.',
    needs: ['replicas'],
    read: (record) => readRedundancy(record, 'withoutRedundancyMs'),
  },
  ...agentMetrics,
  ...costMetrics,
} as const satisfies Record<string, MetricDefinition>;
export type MetricName = keyof typeof metrics;
export const metricNames = keysOf(metrics);

/** The definition of a metric, with the common type. */
export function metricDefinition(name: MetricName): MetricDefinition {
  return metrics[name];
}

function fromStats(
  record: MeasuredRecord,
  window: Selection['window'],
  read: (stats: Exclude<ReturnType<typeof statsOf>, string>) => Reading,
): Reading {
  const stats = statsOf(record, window);
  return typeof stats === 'string' ? { value: null, reason: stats } : read(stats);
}
