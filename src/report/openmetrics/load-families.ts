import type { RunRecord } from '../../record/run-record.js';
import type { LatencyPair, Percentiles } from '../../record/sections/stats.js';
import type { MetricFamily, Sample, SummaryValue } from './exposition.js';

/** Operations, errors, throughput and latency, labelled by phase. */
export function loadFamilies(record: RunRecord): readonly MetricFamily[] {
  return [
    {
      name: 'cache_bench_operations',
      type: 'counter',
      help: 'Operations by outcome.',
      samples: record.phases.flatMap(({ name, operations }) =>
        (['ok', 'fail', 'indeterminate', 'dropped'] as const).map((outcome) => ({
          labels: { phase: name, outcome },
          value: operations[outcome],
        })),
      ),
    },
    {
      name: 'cache_bench_errors',
      type: 'counter',
      help: 'Operations that did not succeed, by error.',
      samples: record.phases.flatMap(({ name, errors }) =>
        Object.entries(errors).map(([error, value]) => ({ labels: { phase: name, error }, value })),
      ),
    },
    {
      name: 'cache_bench_throughput_per_second',
      type: 'gauge',
      help: 'Successful operations per second.',
      samples: record.phases.flatMap(({ name, throughputPerSecond: value }) =>
        value === null ? [] : [{ labels: { phase: name }, value }],
      ),
    },
    latencyFamily(record, 'response', 'From the planned start to the reply; missing in a closed loop.'),
    latencyFamily(record, 'service', 'From the send to the reply.'),
  ];
}

function latencyFamily(record: RunRecord, sort: keyof LatencyPair, help: string): MetricFamily {
  return {
    name: `cache_bench_${sort}_time_seconds`,
    type: 'summary',
    unit: 'seconds',
    help,
    samples: record.phases.flatMap(({ name, latency }) =>
      // A sum over kinds would count `all` twice, so it is left to the reader.
      Object.entries(latency).flatMap(([operation, pair]): Sample[] => {
        const percentiles = pair[sort];
        return percentiles === null ? [] : [{ labels: { phase: name, operation }, value: summaryOf(percentiles) }];
      }),
    ),
  };
}

/** Percentiles as a summary, in seconds. */
export function summaryOf(percentiles: Percentiles): SummaryValue {
  const { count, meanUs, minUs, p50Us, p90Us, p95Us, p99Us, p99_9Us, p99_99Us, maxUs } = percentiles;
  const quantilesUs = [
    [0, minUs],
    [0.5, p50Us],
    [0.9, p90Us],
    [0.95, p95Us],
    [0.99, p99Us],
    [0.999, p99_9Us],
    [0.9999, p99_99Us],
    [1, maxUs],
  ] as const;
  return {
    total: { count, sum: (meanUs * count) / 1e6 },
    quantiles: quantilesUs.map(([share, us]) => [share, us / 1e6]),
  };
}
