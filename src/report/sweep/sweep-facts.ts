import { axisLabels } from '../../model/axis-labels.js';
import { combineVerdicts } from '../../model/verdict.js';
import type { CellFigure, CellLosses, SweepCell, SweepRecord } from '../../record/series/sweep-record.js';
import { verdictWords } from '../facts/headline.js';
import { formatDuration, formatInUnit, noFigure } from '../format-figures.js';
import { replacedSentence } from '../repeat/replaced-runs.js';
import { costColumnLabel, costRemarks, costText, pricedModels } from './cost-columns.js';

/** The verdict of a sweep as a word, and its basis, alone and after the name of the scenario. */
export function sweepHeadline(sweep: SweepRecord): {
  readonly word: string;
  readonly basis: string;
  readonly summary: string;
} {
  const { scenario, variants, repeat, gatesOn, interrupted } = sweep;
  const each = repeat === 1 ? '1 run each' : `${repeat} runs each`;
  const judged = repeat === 1 ? '' : `, gates judged by the ${gatesOn} run`;
  const count = (verdict: SweepCell['verdict']) => variants.filter((cell) => cell.verdict === verdict).length;
  const counts = [
    ...(count('fail') > 0 ? [`${count('fail')} failed`] : []),
    ...(count('unknown') > 0 ? [`${count('unknown')} without a verdict`] : []),
  ];
  const outcome = counts.length === 0 ? 'all passed' : counts.join(', ');
  const basis = `${variants.length} cells, ${each}${judged}: ${outcome}`;
  return {
    word: interrupted ? 'INTERRUPTED' : verdictWords[combineVerdicts(variants.map(({ verdict }) => verdict))],
    basis,
    summary: `${scenario}: ${basis}`,
  };
}

/** What happened in the runs, and the lowest and highest median of each figure with their cells. */
export function sweepAnswer({ example, figures, variants }: SweepRecord): readonly string[] {
  const happened = example?.sentences[0];
  const spans = figures.flatMap(({ name, unit }) => spanOf(name, unit, variants));
  return [
    ...(happened === undefined ? [] : [`In one of the runs: ${happened}`]),
    ...(spans.length === 0 ? [] : [`Medians: ${spans.join('; ')}.`]),
  ];
}

/** `write outage 2.22 s (production) to ≥ 15.0 s (application)`. */
function spanOf(name: string, unit: string, cells: readonly SweepCell[]): readonly string[] {
  const known = cells
    .map(({ values, figures }) => ({ cell: values.join(', '), figure: figures[name], median: figures[name]?.median }))
    .filter((one) => one.median !== null && one.median !== undefined)
    .toSorted((one, other) => Number(one.median) - Number(other.median));
  const [lowest, highest] = [known[0], known.at(-1)];
  if (lowest === undefined || highest === undefined) return [];
  const text = ({ figure }: typeof lowest) => figureText(figure, unit);
  if (text(lowest) === text(highest)) return [`${figureLabel(name)} ${text(lowest)} in every cell`];
  return [`${figureLabel(name)} ${text(lowest)} (${lowest.cell}) to ${text(highest)} (${highest.cell})`];
}

/** What was varied and how, each a label and a text. */
export function sweepRows(sweep: SweepRecord): readonly (readonly [label: string, text: string])[] {
  const { axes, example, seed, replaced } = sweep;
  const replacements = replacedSentence(replaced);
  return [
    ...axes.map(({ name, values }, index) => [index === 0 ? 'varied' : '', `${name}: ${values.join(', ')}`] as const),
    ...(example === undefined ? [] : [['setting', `${example.setting}, except where varied`] as const]),
    ['seed', `${seed}; the runs of each cell use the same seeds`],
    ...(replacements === null ? [] : [['replaced', replacements] as const]),
  ];
}

/** Header of the table of cells: axes, figures, losses, verdict. */
export function cellHead(sweep: SweepRecord): readonly string[] {
  const { axes, figures, variants } = sweep;
  return [
    ...axisLabels(axes.map(({ name }) => name)),
    ...figures.map(({ name }) => figureLabel(name)),
    ...pricedModels(sweep).map(costColumnLabel),
    ...(variants.some(({ losses }) => losses !== null) ? ['runs with losses'] : []),
    'verdict',
  ];
}

/** The row of each cell. */
export function cellRows(sweep: SweepRecord): readonly (readonly string[])[] {
  const hasLosses = sweep.variants.some(({ losses }) => losses !== null);
  const models = pricedModels(sweep);
  return sweep.variants.map((cell) => [
    ...cell.values,
    ...sweep.figures.map(({ name, unit }) => figureText(cell.figures[name], unit)),
    ...models.map((model) => costText(cell.costs ?? [], model)),
    ...(hasLosses ? [lossText(cell.losses)] : []),
    cell.runs.length === 0 ? 'not run' : verdictWords[cell.verdict],
  ]);
}

const labels: Readonly<Record<string, string>> = {
  'unavailability.write': 'write outage',
  'cluster_unavailability.write': 'cluster outage',
  lost_writes: 'lost writes',
  unexpected_writes: 'unexpected writes',
};

/** A figure as the head of a column. */
export function figureLabel(name: string): string {
  return labels[name] ?? name.replace(/^response_time\.p/, 'p');
}

/** The median; `≥` if something was not over when a run ended. */
function figureText(figure: CellFigure | undefined, unit: string): string {
  if (figure === undefined || figure.median === null) return noFigure;
  return `${figure.isLowerBound ? '≥ ' : ''}${formatShort(figure.median, unit)}`;
}

/** Whole milliseconds: a table compares, and its runs differ by more. */
function formatShort(value: number, unit: string): string {
  return unit === 'ms' ? formatDuration(Math.round(value)) : formatInUnit(value, unit);
}

/** Median and interval: `3.18 s (2.90 s to 3.40 s)`. */
export function intervalText(figure: CellFigure | undefined, unit: string): string {
  const median = figureText(figure, unit);
  if (figure === undefined || figure.low === null || figure.low === figure.high) return median;
  return `${median} (${formatShort(figure.low, unit)} to ${formatShort(figure.high ?? 0, unit)})`;
}

/** `0 of 3, ≤ 100 %`: how many runs lost writes, and the share of runs that do, at 95 % confidence. */
function lossText(losses: CellLosses | null): string {
  if (losses === null) return noFigure;
  const { runs, runsWithLosses, low, high } = losses;
  const percent = (share: number) => Math.round(share * 100);
  const bound = runsWithLosses === 0 ? `≤ ${percent(high)} %` : `${percent(low)} to ${percent(high)} %`;
  return `${runsWithLosses} of ${runs}, ${bound}`;
}

/** Why cells have no verdict or failed, each reason once with its cells. */
export function cellReasons({ variants }: SweepRecord): readonly string[] {
  const cellsOf = new Map<string, string[]>();
  for (const { name, gates, verdict, runs } of variants) {
    if (verdict === 'pass' || runs.length === 0) continue;
    const deciding = gates.filter((gate) => gate.verdict === verdict);
    for (const { expression } of deciding) cellsOf.set(expression, [...(cellsOf.get(expression) ?? []), name]);
  }
  return [...cellsOf].map(([expression, names]) => `${expression}: ${names.join('; ')}`);
}

/** Why figures are missing in some cells, and what prices are relative to, each once. */
export function cellRemarks(sweep: SweepRecord): readonly string[] {
  const { variants, figures } = sweep;
  const reasons = variants.flatMap(({ figures: ofCell }) =>
    figures.flatMap(({ name }) =>
      (ofCell[name]?.missing ?? []).map((reason) => `${figureLabel(name)}: ${withoutFigures(reason)}`),
    ),
  );
  return [...new Set(reasons), ...costRemarks(sweep)];
}

/** How long an outage had lasted, or how many operations there were, differs between runs. */
function withoutFigures(reason: string): string {
  return reason.replace(/, after \S+$/, '');
}

export const intervalRemark =
  'Medians; "runs with losses" also gives the share of such runs at 95 % confidence (0 in n: at most 3/n).';
