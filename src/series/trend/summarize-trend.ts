import type { ComparedFigure } from '../../gate/compare/compared-figure.js';
import { sideDifferences } from '../../gate/compare/side-differences.js';
import { medianInterval, summarize } from '../../gate/compare/statistics.js';
import { type FigureOfPoints, judgeTrend, pointsNeeded, varyingFigures } from '../../gate/trend/judge-trend.js';
import { combineVerdicts, type Verdict } from '../../model/verdict.js';
import type { TrendFigure, TrendGroup, TrendPoint, TrendRecord } from '../../record/series/trend-record.js';
import { orderPoints, type PointOfRuns } from './order-points.js';
import type { Measurement } from './read-measurements.js';

interface TrendOptions {
  readonly label: string | null;
  /** Whether the figures were named on the command line; otherwise those that most points lack are left out. */
  readonly isNamed: boolean;
  readonly ignoredShare: number;
}

/** The trend of some measurements, separately for each question that they ask. */
export async function summarizeTrend(
  measurements: readonly Measurement[],
  skipped: TrendRecord['skipped'],
  options: TrendOptions,
): Promise<TrendRecord> {
  const questions = [...new Set(measurements.map(({ question }) => question))];
  const sets = questions.map((question) => measurements.filter((one) => one.question === question));
  const ordered = [];
  for (const set of sets) ordered.push(await orderPoints(set, options.label));
  const groups = ordered.map(({ points }, index) => groupOf(groupName(sets, index), points, options));
  return {
    seriesVersion: 1,
    kind: 'trend',
    order: [...new Set(ordered.map(({ order }) => order))].join(' and '),
    pointsNeeded: pointsNeeded(Math.max(...groups.map(({ figures }) => varyingFigures(figures)))),
    groups,
    variants: ordered.flatMap(({ points }, group) => points.map((point) => pointOf(point, group))),
    skipped,
    verdict: combineVerdicts(groups.flatMap(({ figures }) => verdictsOf(figures))),
  };
}

function verdictsOf(figures: readonly TrendFigure[]): readonly Verdict[] {
  if (figures.length === 0) return ['unknown'];
  return figures.map(({ verdict }) => (verdict === 'worse' ? 'fail' : verdict === 'unknown' ? 'unknown' : 'pass'));
}

function groupOf(name: string, points: readonly PointOfRuns[], options: TrendOptions): TrendGroup {
  const judged = points.map(({ name: point, runs }) => ({ name: point, runId: runs[0]?.traits.run.id ?? '' }));
  const traits = (from: number, to: number) =>
    points.slice(from, to).flatMap(({ runs }) => runs.map((run) => run.traits));
  return {
    name,
    points: points.length,
    figures: judgeTrend(judged, figuresOf(points, options.isNamed), options.ignoredShare, (at, from, to) =>
      sideDifferences(traits(from, at), traits(at, to)).slice(0, mostDifferences),
    ),
  };
}

const mostDifferences = 8;
/** A default figure that fewer points have, such as a p99.9 of too few operations, is left out. */
const leastShare = 0.8;

function figuresOf(points: readonly PointOfRuns[], isNamed: boolean): readonly FigureOfPoints[] {
  const figures = new Map<string, ComparedFigure>();
  for (const { runs } of points)
    for (const run of runs)
      for (const figure of run.figures) if (!figures.has(figure.name)) figures.set(figure.name, figure);
  return [...figures.values()]
    .map((figure) => ({ figure, values: points.map(({ runs }) => medianOf(runs, figure.name)) }))
    .filter(({ values }) => isNamed || values.filter((value) => value !== null).length >= leastShare * points.length);
}

function medianOf(runs: readonly Measurement[], figure: string): number | null {
  const values = runs.flatMap((run) => run.values.get(figure) ?? []);
  return values.length === 0 ? null : summarize(values).median;
}

function pointOf({ name, runs }: PointOfRuns, group: number): TrendPoint {
  const names = [...new Set(runs.flatMap(({ figures }) => figures.map((figure) => figure.name)))];
  return {
    ...{ name, group, settings: {} },
    measuredAt: runs[0]?.measuredAt ?? '',
    runs: runs.map(({ path }) => path),
    runIds: runs.map(({ traits }) => traits.run.id),
    figures: Object.fromEntries(
      names.map((figure) => [figure, medianInterval(runs.map((run) => run.values.get(figure) ?? null))]),
    ),
  };
}

/** The scenario, and for several groups of that name what distinguishes this one. */
function groupName(sets: readonly (readonly Measurement[])[], index: number): string {
  const scenarioOf = (set: readonly Measurement[] | undefined) =>
    String(set?.[0]?.traits.scenario.name ?? 'a scenario');
  const own = sets[index] ?? [];
  const name = scenarioOf(own);
  const others = sets.filter((set, at) => at !== index && scenarioOf(set) === name);
  if (others.length === 0) return name;
  const traits = (set: readonly Measurement[]) => set.map((one) => one.traits);
  const differing = sideDifferences(traits(others.flat()), traits(own)).filter(
    ({ what }) => what.includes('.') || what === 'phases',
  );
  const told = differing.slice(0, 3).map(({ what, new: value }) => `${what}=${value}`);
  return told.length === 0 ? name : `${name} (${told.join(', ')})`;
}
