import type { RunRecord } from '../../../record/run-record.js';
import type { TimelineInterval } from '../../../record/sections/timeline.js';

type Values = readonly (number | null)[];

/** Twelve minutes of 100 ms intervals: more than a screen has pixel columns. */
const mostPoints = 7200;

/** The intervals of a timeline as points of a chart; in a long run, a point covers several. */
export class TimelinePoints {
  readonly intervalsInPoint: number;
  readonly points: readonly (readonly TimelineInterval[])[];
  readonly #intervalMs: number;

  constructor({ intervals, intervalMs }: RunRecord['timeline']) {
    const size = Math.max(1, Math.ceil(intervals.length / mostPoints));
    this.intervalsInPoint = size;
    this.points = Array.from({ length: Math.ceil(intervals.length / size) }, (_, point) =>
      intervals.slice(point * size, (point + 1) * size),
    );
    this.#intervalMs = intervalMs;
  }

  /** A count, added up over each point's intervals. */
  sums(count: (interval: TimelineInterval) => number): readonly number[] {
    return this.points.map((point) => point.reduce((sum, interval) => sum + count(interval), 0));
  }

  perSecond(count: (interval: TimelineInterval) => number): readonly number[] {
    return this.sums(count).map((sum, at) =>
      Math.round((sum * 1000) / (this.#intervalMs * (this.points[at]?.length ?? 1))),
    );
  }

  /** As `perSecond`, without the last point: a run rarely ends on an interval boundary. */
  rate(count: (interval: TimelineInterval) => number): Values {
    return this.perSecond(count).map((value, at) => (at > 0 && at === this.points.length - 1 ? null : value));
  }

  /** The greatest value of each point's intervals. */
  worst(value: (interval: TimelineInterval) => number | null): Values {
    return this.points.map((point) => greatest(point.map(value)));
  }
}

function greatest(figures: Values): number | null {
  return figures.reduce((most, figure) => (figure === null || (most !== null && most >= figure) ? most : figure), null);
}
