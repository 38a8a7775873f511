import type { RunRecord } from '../../record/run-record.js';
import type { MetricFamily } from './exposition.js';
import { summaryOf } from './load-families.js';

/** What the origin behind the cache had to handle, and stale reads; none without an origin. */
export function originFamilies({ origin }: RunRecord): readonly MetricFamily[] {
  if (!origin) return [];
  const { reads, writes, offloadRatio, latency, poolWait, stale } = origin;
  return [
    {
      name: 'cache_bench_origin_requests',
      type: 'counter',
      help: 'Requests to the origin behind the cache by outcome.',
      samples: Object.entries({ read: reads, write: writes }).flatMap(([operation, counts]) =>
        Object.entries(counts).map(([outcome, value]) => ({ labels: { operation, outcome }, value })),
      ),
    },
    {
      name: 'cache_bench_offload_ratio',
      type: 'gauge',
      unit: 'ratio',
      help: 'Share of the reads that the origin did not have to serve.',
      samples: offloadRatio === null ? [] : [{ labels: {}, value: offloadRatio }],
    },
    {
      name: 'cache_bench_origin_time_seconds',
      type: 'summary',
      unit: 'seconds',
      help: 'From a request to the origin to its answer, and the part of it that is the wait for a connection.',
      samples: Object.entries({ total: latency, connection_wait: poolWait }).flatMap(([part, percentiles]) =>
        percentiles === null ? [] : [{ labels: { part }, value: summaryOf(percentiles) }],
      ),
    },
    {
      name: 'cache_bench_stale_reads',
      type: 'counter',
      help: 'Reads of an older value than had been acknowledged before they began, by cause.',
      samples: Object.entries(stale.byCause).map(([cause, value]) => ({ labels: { cause }, value })),
    },
  ];
}
