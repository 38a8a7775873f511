import type { OriginInterval } from '../../../record/sections/timeline.js';
import type { TimelinePoints } from './timeline-points.js';

type Column = readonly (number | null)[];

/** What the origin behind the cache did, one entry per point; all null without one. */
export interface OriginColumns {
  /** Share of the reads that it did not have to serve. */
  readonly offloadPercent: Column;
  readonly readsPerSecond: Column;
  readonly writesPerSecond: Column;
  readonly failedPerSecond: Column;
  readonly noConnectionPerSecond: Column;
  readonly p99Us: Column;
  readonly poolWaitP99Us: Column;
}

export function originColumns(points: TimelinePoints): OriginColumns {
  const isSeen = points.points.map((point) => point.some(({ origin }) => origin !== undefined));
  const seen = (column: Column) => column.map((value, at) => (isSeen[at] ? value : null));
  const rate = (count: (origin: OriginInterval) => number) =>
    seen(points.rate(({ origin }) => (origin ? count(origin) : 0)));
  const worst = (name: 'p99Us' | 'poolWaitP99Us') => points.worst(({ origin }) => origin?.[name] ?? null);
  return {
    offloadPercent: offload(points),
    readsPerSecond: rate(({ reads }) => reads),
    writesPerSecond: rate(({ writes }) => writes),
    failedPerSecond: rate(({ failedReads, failedWrites }) => failedReads + failedWrites),
    noConnectionPerSecond: rate(({ noConnection }) => noConnection),
    p99Us: worst('p99Us'),
    poolWaitP99Us: worst('poolWaitP99Us'),
  };
}

function offload(points: TimelinePoints): Column {
  const needed = points.sums(({ origin }) => (origin ? origin.reads + origin.failedReads : 0));
  return points
    .sums(({ origin }) => origin?.applicationReads ?? 0)
    .map((applicationReads, at) =>
      applicationReads === 0 ? null : 100 * Math.max(0, 1 - (needed[at] ?? 0) / applicationReads),
    );
}
