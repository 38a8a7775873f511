import type { Histogram } from 'hdr-histogram-js';
import type { RunRecord } from '../../record/run-record.js';
import type { Percentiles, Stats } from '../../record/sections/stats.js';
import { readHistogram } from './read-histogram.js';

/** Latencies by percentile, as in HdrHistogram's own plots: each nine takes the same width. */
export interface PercentileCurves {
  /** 1 / (1 - q) of each point: 1 is p0, 10 is p90, 100 is p99. The same for every curve. */
  readonly nines: readonly number[];
  readonly curves: readonly PercentileCurve[];
}

interface PercentileCurve {
  readonly label: string;
  readonly sort: 'response' | 'service';
  /** The whole run, or its steady phase for comparison. */
  readonly part: 'all' | 'steady';
  /** Microseconds; null if there are too few operations to tell. */
  readonly latenciesUs: readonly (number | null)[];
}

const pointsPerNine = 20;

/**
 * The curves of response and service time, for the whole run and, if there are other phases, its steady phase. An unreadable
 * histogram has none.
 */
export function percentileCurves(record: RunRecord): PercentileCurves {
  const steady = record.phases.filter(({ name }) => record.phases.length > 1 && name === 'steady');
  const parts: readonly (readonly [PercentileCurve['part'], Stats])[] = [
    ['all', record.totals],
    ...steady.map((phase) => ['steady', phase] as const),
  ];
  const read = parts.flatMap(([part, { latency }]) =>
    (['response', 'service'] as const).flatMap((sort) => {
      const percentiles = latency.all?.[sort] ?? null;
      const histogram = percentiles === null ? null : readHistogram(percentiles.histogram, percentiles.count);
      return percentiles === null || histogram === null ? [] : [{ part, sort, percentiles, histogram }];
    }),
  );
  const most = Math.max(10, ...read.map(({ percentiles }) => percentiles.count));
  const nines = Array.from({ length: Math.ceil(Math.log10(most) * pointsPerNine) + 1 }, (_, point) =>
    Number((10 ** (point / pointsPerNine)).toPrecision(4)),
  );
  return {
    nines,
    curves: read.map(({ part, sort, percentiles, histogram }) => ({
      label: `${sort}, ${part === 'all' ? 'whole run' : part}`,
      sort,
      part,
      latenciesUs: nines.map((nine, point) => latencyAt(histogram, percentiles, nine, nines[point - 1] ?? 0)),
    })),
  };
}

/** The curve ends in the maximum, at the first point beyond which there is at most one operation. */
function latencyAt(histogram: Histogram, { count, maxUs }: Percentiles, nine: number, before: number): number | null {
  if (count === 0 || before >= count) return null;
  if (nine >= count) return maxUs;
  return Math.min(maxUs, histogram.getValueAtPercentile(100 * (1 - 1 / nine)));
}
