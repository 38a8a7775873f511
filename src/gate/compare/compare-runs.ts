import { forkRandom } from '../../random/random.js';
import type { RunRecord } from '../../record/run-record.js';
import type {
  Comparison,
  ComparisonSide,
  FigureComparison,
  FigureSummary,
  FigureVerdict,
} from '../../record/series/comparison.js';
import { defaultFigures } from './compared-figures.js';
import type { ComparisonOptions } from './comparison-options.js';
import { exampleRun } from './example-run.js';
import { type FigureSample, type RunSet, readSample } from './figure-sample.js';
import { type JudgedEffect, judgeFigure } from './judge-figure.js';
import { askedDifferently, mixedPaths, sideDifferences } from './side-differences.js';
import { adjustForMany, compareSamples, type Effect, fewestRuns, summarize } from './statistics.js';

/**
 * Compares two sets of runs, figure by figure, and decides for each whether the changed side is better, worse, no different,
 * or undecidable from these runs. The same runs give the same result: the bootstrap uses a fixed seed.
 */
export function compareRuns(base: RunSet, changed: RunSet, options: ComparisonOptions): Comparison {
  const all = [...base.records, ...changed.records];
  const chosen = options.figures.length > 0 ? options.figures : defaultFigures(all);
  const bothRan = base.records.length > 0 && changed.records.length > 0;
  const differences = bothRan ? sideDifferences(base.records, changed.records) : [];
  const notComparable = refusal(base, changed, options, askedDifferently(differences));
  const samples = chosen.map((figure) => readSample(figure, base, changed, options.paired));
  const comparisons = samples.filter(({ base, changed }) => Math.min(base.length, changed.length) > 0).length;
  const effects = samples.map((sample) => effectOf(sample, options.paired, comparisons));
  const adjusted = adjustForMany(effects.map((effect) => effect?.pValue ?? 1));
  const figures = samples.map((sample, index) =>
    describeFigure(sample, effects[index] ?? null, adjusted[index] ?? 1, { ...options, comparisons, notComparable }),
  );
  return {
    comparisonVersion: 1,
    scenario: [...new Set(all.map(({ scenario }) => nameOf(scenario)))].join(' and '),
    base: sideOf(base),
    new: sideOf(changed),
    paired: options.paired,
    differences,
    notComparable,
    figures,
    runsNeeded: fewestRuns(options.paired ? 'paired' : 'independent', Math.max(1, comparisons)),
    replaced: [],
    verdict: combineFigureVerdicts(figures.map(({ verdict }) => verdict)),
    interrupted: false,
  };
}

function nameOf({ name }: RunRecord['scenario']): string {
  return typeof name === 'string' && name !== '' ? name : 'an unnamed scenario';
}

/** Null with fewer than two runs per side, which have no spread. */
function effectOf({ figure, base, changed }: FigureSample, paired: boolean, comparisons: number): Effect | null {
  if (Math.min(base.length, changed.length) < 2) return null;
  return compareSamples(base, changed, {
    design: paired ? 'paired' : 'independent',
    comparisons,
    random: forkRandom(bootstrapSeed, figure.name),
  });
}

const bootstrapSeed = 1;

function describeFigure(
  sample: FigureSample,
  effect: Effect | null,
  adjustedPValue: number,
  options: ComparisonOptions & { readonly comparisons: number; readonly notComparable: string | null },
): FigureComparison {
  const { name, unit, better } = sample.figure;
  const [base, changed] = [summaryOf(sample.base), summaryOf(sample.changed)];
  const difference =
    effect?.difference ?? (base.median === null || changed.median === null ? null : changed.median - base.median);
  const share = (value: number | null) =>
    value === null || base.median === null || base.median === 0 ? null : (value / Math.abs(base.median)) * 100;
  const figure: JudgedEffect = {
    difference,
    effectPercent: share(difference),
    interval: effect?.interval ?? null,
    minimumDetectable: effect?.minimumDetectable ?? null,
    minimumDetectablePercent: share(effect?.minimumDetectable ?? null),
    adjustedPValue: effect === null ? null : adjustedPValue,
  };
  return {
    name,
    unit,
    better,
    base,
    new: changed,
    ...figure,
    ...judgeFigure(sample, figure, options),
  };
}

function summaryOf(values: readonly number[]): FigureSummary {
  return values.length === 0
    ? { runs: 0, median: null, min: null, max: null, values }
    : { runs: values.length, ...summarize(values), values };
}

function sideOf({ label, records }: RunSet): ComparisonSide {
  const example = exampleRun(records);
  return {
    label,
    runIds: records.map(({ run }) => run.id),
    saturatedRuns: records.filter(({ saturation }) => saturation.saturated).length,
    interruptedRuns: records.filter(({ run }) => run.interrupted).length,
    ...(example && { example }),
  };
}

function refusal(
  base: RunSet,
  changed: RunSet,
  { allowDifferent }: ComparisonOptions,
  asked: readonly string[],
): string | null {
  if (allowDifferent) return null;
  for (const { label, records } of [base, changed]) {
    const mixed = mixedPaths(records);
    if (mixed.length > 0)
      return `The runs in ${label} are not all of one scenario (${someOf(mixed)}). Give folders with runs of the same scenario.`;
  }
  return asked.length === 0
    ? null
    : `The two sides have different settings (${someOf(asked)}), so their figures differ anyway. Repeat one side with the settings of the other, or use --allow-different.`;
}

function someOf(paths: readonly string[]): string {
  return paths.length <= 3 ? paths.join(', ') : `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more`;
}

/** Worse beats unknown beats better beats no difference; with no figures, the result is unknown. */
function combineFigureVerdicts(verdicts: readonly FigureVerdict[]): FigureVerdict {
  if (verdicts.length === 0) return 'unknown';
  return (['worse', 'unknown', 'better'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'no-difference';
}
