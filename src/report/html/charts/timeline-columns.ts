import type { RunRecord } from '../../../record/run-record.js';
import type { TimelineInterval } from '../../../record/sections/timeline.js';

/** The timeline as columns, one entry per point. */
export interface TimelineColumns {
  /** Intervals per point. */
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
  readonly errors: readonly { readonly label: string; readonly perSecond: readonly number[] }[];
}

/** Twelve minutes of 100 ms intervals: more than a screen has pixel columns. */
const mostPoints = 7200;
const mostErrorClasses = 8;

/**
 * The timeline of a record for charts. In a long run, a point covers several intervals: counts are added, and the worst
 * latency is used.
 */
export function timelineColumns({ timeline: { intervals, intervalMs } }: RunRecord): TimelineColumns {
  const intervalsInPoint = Math.max(1, Math.ceil(intervals.length / mostPoints));
  const points = Array.from({ length: Math.ceil(intervals.length / intervalsInPoint) }, (_, point) =>
    intervals.slice(point * intervalsInPoint, (point + 1) * intervalsInPoint),
  );
  const perSecond = (count: (interval: TimelineInterval) => number) =>
    points.map((point) => Math.round((sum(point, count) * 1000) / (intervalMs * point.length)));
  const rate = (count: (interval: TimelineInterval) => number) =>
    perSecond(count).map((value, point) => (point > 0 && point === points.length - 1 ? null : value));
  const worst = (name: 'p50Us' | 'p99Us' | 'maxUs') => points.map((point) => greatest(point.map((one) => one[name])));
  return {
    intervalsInPoint,
    startSeconds: points.map((point) => (point[0]?.startMs ?? 0) / 1000),
    okPerSecond: rate(({ ok }) => ok),
    plannedPerSecond: rate(({ sent, dropped }) => sent + dropped),
    notOkPerSecond: rate(({ fail, indeterminate, dropped }) => fail + indeterminate + dropped),
    p50Us: worst('p50Us'),
    p99Us: worst('p99Us'),
    maxUs: worst('maxUs'),
    hitPercent: hitPercent(points),
    errors: errorClasses(intervals).map(({ label, names }) => ({
      label,
      perSecond: perSecond(({ errors }) =>
        names.reduce((all, name) => all + (Object.hasOwn(errors, name) ? (errors[name] ?? 0) : 0), 0),
      ),
    })),
  };
}

function hitPercent(points: readonly (readonly TimelineInterval[])[]): readonly (number | null)[] {
  const reads = points.map((point) => ({
    hits: sum(point, ({ hits = 0 }) => hits),
    misses: sum(point, ({ misses = 0 }) => misses),
  }));
  const anyMiss = reads.some(({ misses }) => misses > 0);
  return reads.map(({ hits, misses }) => (anyMiss && hits + misses > 0 ? (100 * hits) / (hits + misses) : null));
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

function sum(point: readonly TimelineInterval[], count: (interval: TimelineInterval) => number): number {
  return point.reduce((all, interval) => all + count(interval), 0);
}

function greatest(figures: readonly (number | null)[]): number | null {
  return figures.reduce((most, figure) => (figure === null || (most !== null && most >= figure) ? most : figure), null);
}
