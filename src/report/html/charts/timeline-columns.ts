import type { RunRecord } from '../../../record/run-record.js';
import type { TimelineInterval } from '../../../record/sections/timeline.js';
import { type OriginColumns, originColumns } from './origin-columns.js';
import { TimelinePoints } from './timeline-points.js';

/** The timeline as columns, one entry per point. */
export interface TimelineColumns {
  readonly intervalsInPoint: number;
  readonly startSeconds: readonly number[];
  /** Rates have no last point: a run rarely ends on an interval boundary, so the last interval yields no rate. */
  readonly okPerSecond: readonly (number | null)[];
  readonly plannedPerSecond: readonly (number | null)[];
  /** Ended unsuccessfully, or never sent. */
  readonly notOkPerSecond: readonly (number | null)[];
  readonly p50Us: readonly (number | null)[];
  readonly p99Us: readonly (number | null)[];
  readonly maxUs: readonly (number | null)[];
  /** Hits as a share of answered reads; all null if every read of the run hit, or none is known. */
  readonly hitPercent: readonly (number | null)[];
  readonly origin: OriginColumns;
  readonly errors: readonly { readonly label: string; readonly perSecond: readonly number[] }[];
}

const mostErrorClasses = 8;

/**
 * The timeline of a record for charts. In a long run, a point covers several intervals: counts are added, and the worst
 * latency is used.
 */
export function timelineColumns({ timeline }: RunRecord): TimelineColumns {
  const points = new TimelinePoints(timeline);
  return {
    intervalsInPoint: points.intervalsInPoint,
    startSeconds: points.points.map(([first]) => (first?.startMs ?? 0) / 1000),
    okPerSecond: points.rate(({ ok }) => ok),
    plannedPerSecond: points.rate(({ sent, dropped }) => sent + dropped),
    notOkPerSecond: points.rate(({ fail, indeterminate, dropped }) => fail + indeterminate + dropped),
    p50Us: points.worst(({ p50Us }) => p50Us),
    p99Us: points.worst(({ p99Us }) => p99Us),
    maxUs: points.worst(({ maxUs }) => maxUs),
    hitPercent: hitPercent(points),
    origin: originColumns(points),
    errors: errorClasses(timeline.intervals).map(({ label, names }) => ({
      label,
      perSecond: points.perSecond(({ errors }) =>
        names.reduce((all, name) => all + (Object.hasOwn(errors, name) ? (errors[name] ?? 0) : 0), 0),
      ),
    })),
  };
}

function hitPercent(points: TimelinePoints): readonly (number | null)[] {
  const hits = points.sums(({ hits = 0 }) => hits);
  const misses = points.sums(({ misses = 0 }) => misses);
  const anyMiss = misses.some((count) => count > 0);
  return hits.map((count, at) => {
    const reads = count + (misses[at] ?? 0);
    return anyMiss && reads > 0 ? (100 * count) / reads : null;
  });
}

/** The most frequent classes individually, and the rest combined. */
function errorClasses(intervals: readonly TimelineInterval[]) {
  const totals = new Map<string, number>();
  for (const { errors } of intervals)
    for (const [name, count] of Object.entries(errors)) totals.set(name, (totals.get(name) ?? 0) + count);
  const names = [...totals].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
  const alone = names.length > mostErrorClasses ? names.slice(0, mostErrorClasses - 1) : names;
  const rest = names.slice(alone.length);
  return [
    ...alone.map((name) => ({ label: name, names: [name] })),
    ...(rest.length === 0 ? [] : [{ label: `${rest.length} others`, names: rest }]),
  ];
}
