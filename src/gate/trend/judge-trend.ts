import { forkRandom } from '../../random/random.js';
import type { TrendChange, TrendFigure } from '../../record/series/trend-record.js';
import type { ComparedFigure } from '../compare/compared-figure.js';
import { summarize } from '../compare/statistics.js';
import { figureInProse } from '../figures.js';
import { type ChangePoint, changePoints, fewestPoints } from './change-points.js';

/** The accepted chance that noise alone shows a change in any figure of a group. */
const familyErrorRate = 0.05;

/** A figure of a group of points. */
export interface FigureOfPoints {
  readonly figure: ComparedFigure;
  /** Of each point, in order; null if missing. */
  readonly values: readonly (number | null)[];
}

/** What identifies a point, and what else changed at it. */
export interface JudgedPoint {
  readonly name: string;
  readonly runId: string;
}

/** The fewest points in which a change of one of several figures can be found. */
export function pointsNeeded(figures: number): number {
  return fewestPoints(familyErrorRate / Math.max(1, figures));
}

/** The changes of each figure of a group, and whether its latest points are worse than the best before them. */
export function judgeTrend(
  points: readonly JudgedPoint[],
  figures: readonly FigureOfPoints[],
  ignoredShare: number,
  differencesAt: (at: number, from: number, to: number) => TrendChange['differences'],
): readonly TrendFigure[] {
  const varying = varyingFigures(figures);
  return figures.map((one) => judgeFigure(points, one, { varying, ignoredShare, differencesAt }));
}

/** How many figures can raise a false alarm: one whose values are all equal can't, in any order. */
export function varyingFigures(figures: readonly Pick<FigureOfPoints, 'values'>[]): number {
  return figures.filter(({ values }) => new Set(values.filter((value) => value !== null)).size > 1).length;
}

interface Setting {
  readonly varying: number;
  readonly ignoredShare: number;
  readonly differencesAt: (at: number, from: number, to: number) => TrendChange['differences'];
}

/** The points between two changes. */
interface Level {
  readonly from: number;
  readonly to: number;
  readonly median: number;
}

function judgeFigure(
  points: readonly JudgedPoint[],
  { figure, values }: FigureOfPoints,
  { varying, ignoredShare, differencesAt }: Setting,
): TrendFigure {
  const { name, unit, better } = figure;
  const about = { name, unit, better, values };
  const known = values.flatMap((value, at) => (value === null ? [] : [{ value, at }]));
  const needed = pointsNeeded(varying);
  if (known.length < needed) {
    const reason = `${known.length} ${known.length === 1 ? 'point has' : 'points have'} this figure; a change can be found in ${needed} or more.`;
    return { ...about, changes: [], verdict: 'unknown', worseSince: null, reason };
  }
  const level = familyErrorRate / Math.max(1, varying);
  const found = changePoints(
    known.map(({ value }) => value),
    level,
    forkRandom(1, name),
  );
  const levels = levelsOf(known, found);
  const changes = found.flatMap((change, index): TrendChange[] => {
    const [before, after] = [levels[index], levels[index + 1]];
    const point = points[after?.from ?? 0];
    if (before === undefined || after === undefined || point === undefined) return [];
    if (isSmall(before.median, after.median, ignoredShare)) return [];
    return [
      {
        at: after.from,
        point: point.name,
        runId: point.runId,
        direction: isBetter(figure, after.median, before.median) ? 'better' : 'worse',
        before: before.median,
        after: after.median,
        effectPercent: effectOf(before.median, after.median),
        pValue: Math.min(1, change.pValue * varying),
        differences: differencesAt(after.from, before.from, after.to),
      },
    ];
  });
  return { ...about, changes, ...verdictOf(figure, levels, changes, ignoredShare) };
}

function verdictOf(
  figure: ComparedFigure,
  levels: readonly Level[],
  changes: readonly TrendChange[],
  ignoredShare: number,
): Pick<TrendFigure, 'verdict' | 'worseSince' | 'reason'> {
  const [first, last] = [levels[0], levels.at(-1)];
  if (first === undefined || last === undefined || changes.length === 0)
    return { verdict: 'no-change', worseSince: null, reason: 'No change was found.' };
  const best = levels.reduce((one, other) => (isBetter(figure, one.median, other.median) ? one : other));
  const text = (value: number) => figureInProse(value, figure.unit);
  const since = changes.find(({ at, direction }) => direction === 'worse' && at >= best.to);
  if (since !== undefined && !isSmall(best.median, last.median, ignoredShare))
    return {
      verdict: 'worse',
      worseSince: since,
      reason: `Since ${since.point}, it ${figure.better === 'lower' ? 'is higher' : 'is lower'} than at its best: ${text(last.median)} instead of ${text(best.median)}.`,
    };
  const gained = isBetter(figure, last.median, first.median) && !isSmall(first.median, last.median, ignoredShare);
  return gained
    ? {
        verdict: 'better',
        worseSince: null,
        reason: `It ${figure.better === 'lower' ? 'fell' : 'rose'} from ${text(first.median)} to ${text(last.median)}.`,
      }
    : {
        verdict: 'no-change',
        worseSince: null,
        reason: `It changed ${changes.length === 1 ? 'once' : `${changes.length} times`}, and is back.`,
      };
}

function levelsOf(
  known: readonly { readonly value: number; readonly at: number }[],
  found: readonly ChangePoint[],
): readonly Level[] {
  const starts = [0, ...found.map(({ at }) => at)];
  return starts.map((start, index) => {
    const part = known.slice(start, starts[index + 1]);
    return {
      from: part[0]?.at ?? 0,
      to: (part.at(-1)?.at ?? 0) + 1,
      median: summarize(part.map(({ value }) => value)).median,
    };
  });
}

/** Strictly better. */
function isBetter({ better }: ComparedFigure, value: number, than: number): boolean {
  return better === 'lower' ? value < than : value > than;
}

function isSmall(before: number, after: number, ignoredShare: number): boolean {
  return before === after || (before !== 0 && Math.abs((after - before) / before) < ignoredShare);
}

function effectOf(before: number, after: number): number | null {
  return before === 0 ? null : ((after - before) / Math.abs(before)) * 100;
}
