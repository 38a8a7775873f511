import type { Verdict } from '../../model/verdict.js';
import type { Comparison, FigureComparison, FigureVerdict } from '../../record/series/comparison.js';
import { formatInUnit, noFigure } from '../format-figures.js';
import { replacedSentence } from '../repeat/replaced-runs.js';

/** The verdict of a comparison as a word and a sentence. */
export interface ComparisonHeadline {
  readonly word: string;
  readonly finding: string;
}

/** The first things to know about a comparison. */
export function comparisonHeadline(comparison: Comparison): ComparisonHeadline {
  const { verdict, figures } = comparison;
  const named = (wanted: FigureVerdict) =>
    figures.filter((figure) => figure.verdict === wanted).map(({ name }) => name);
  const unknown = named('unknown');
  const open = unknown.length === 0 ? '' : `; inconclusive for ${unknown.join(', ')}`;
  const better = named('better').length === 0 ? '' : `better in ${named('better').join(', ')}`;
  const undecided = () => {
    if (figures.length === 0) return 'no figure has data';
    if (unknown.length === figures.length) return `the runs can't tell for any figure${whyUndecided(comparison)}`;
    return `no figure is worse${better && `, new is ${better}`}${open}`;
  };
  switch (verdict) {
    case 'worse':
      return {
        word: 'WORSE',
        finding: `new is worse in ${named('worse').join(', ')}${better && `, and ${better}`}${open}`,
      };
    case 'unknown':
      return { word: 'NO VERDICT', finding: undecided() };
    case 'better':
      return { word: 'BETTER', finding: `new is ${better}, and no figure is worse` };
    case 'no-difference':
      return { word: 'NO DIFFERENCE', finding: 'no difference was found in any figure' };
    default:
      return verdict satisfies never;
  }
}

/** `: there are 2 rounds, and 5 figures would require at least 8`; empty if there are enough. */
function whyUndecided(comparison: Comparison): string {
  const { base, new: changed, paired, runsNeeded } = comparison;
  const fewest = Math.min(base.runIds.length, changed.runIds.length);
  if (fewest >= runsNeeded) return '';
  const [one, many] = paired ? ['round', 'rounds'] : ['run per side', 'runs per side'];
  const there = fewest === 1 ? `there is 1 ${one}` : `there are ${fewest} ${many}`;
  return `: ${there}, and ${countOf(comparison)} would require at least ${runsNeeded}`;
}

function countOf({ figures }: Comparison): string {
  return figures.length === 1 ? '1 figure' : `${figures.length} figures`;
}

/** What is compared, as a sentence. */
export function comparedSentence({ base, new: changed }: Comparison): string {
  return `base is ${base.label}, new is ${changed.label}`;
}

/** The sides, and what limits their comparability; each a label and a text. */
export function comparisonSides(comparison: Comparison): readonly (readonly [label: string, text: string])[] {
  const { base, new: changed, paired, differences, notComparable, interrupted, runsNeeded } = comparison;
  const replaced = replacedSentence(comparison.replaced);
  const side = ({ label, runIds, saturatedRuns, interruptedRuns }: Comparison['base']) =>
    [
      `${label}: ${runIds.length} ${runIds.length === 1 ? 'run' : 'runs'}`,
      ...(saturatedRuns > 0 ? [`${saturatedRuns} saturated (speed not counted)`] : []),
      ...(interruptedRuns > 0 ? [`${interruptedRuns} interrupted, not counted`] : []),
    ].join(', ');
  return [
    ['base', side(base)],
    ['new', side(changed)],
    ...[base, changed].flatMap(({ example }, index) =>
      example === undefined ? [] : [[index === 0 ? 'base run' : 'new run', example.sentences.join(' ')] as const],
    ),
    ...(base.example === undefined ? [] : [['setting', base.example.setting] as const]),
    ...(paired ? [['design', 'interleaved rounds, compared in pairs'] as const] : []),
    ['needed', `at least ${runsNeeded} ${paired ? 'rounds' : 'runs per side'} for ${countOf(comparison)}`],
    ...(replaced === null ? [] : [['replaced', replaced] as const]),
    ...(interrupted ? [['INTERRUPTED', 'The completed rounds are compared.'] as const] : []),
    ...(notComparable === null ? [] : [['WARNING', notComparable] as const]),
    ...differences
      .slice(0, mostDifferences)
      .map((one, index) => [index === 0 ? 'differs' : '', `${one.what}: ${one.base} against ${one.new}`] as const),
    ...(differences.length > mostDifferences
      ? [['', `and ${differences.length - mostDifferences} more`] as const]
      : []),
  ];
}

const mostDifferences = 8;

/** The CI verdict for a comparison, or for one figure. */
export function verdictOfComparison(verdict: FigureVerdict): Verdict {
  if (verdict === 'worse') return 'fail';
  return verdict === 'unknown' ? 'unknown' : 'pass';
}

/** The latency effect of the change compared with its effect on lost writes; null if either is unknown. */
export function latencyBesideLosses({ figures }: Comparison): string | null {
  const figure = (...names: readonly string[]) => figures.find(({ name }) => names.includes(name));
  const latency = figure('response_time.p99', 'service_time.p99');
  const losses = figure('lost_writes');
  if (latency === undefined || losses === undefined) return null;
  if (latency.difference === null || losses.difference === null) return null;
  return `median p99 ${fromTo(latency)} (${formatEffect(latency)}), lost writes ${fromTo(losses)}`;
}

/** Header and rows of the table of figures. */
export const figureHead = ['figure', 'base', 'new', 'effect', '95 % interval', 'difference', 'visible from'] as const;
export function figureRow(figure: FigureComparison): readonly string[] {
  return [
    figure.name,
    formatInUnit(figure.base.median, figure.unit),
    formatInUnit(figure.new.median, figure.unit),
    formatEffect(figure),
    formatInterval(figure),
    verdictWords[figure.verdict],
    figure.minimumDetectablePercent === null ? noFigure : `${short(figure.minimumDetectablePercent)} %`,
  ];
}

const verdictWords = {
  better: 'better',
  worse: 'WORSE',
  'no-difference': 'none found',
  unknown: 'unknown',
} as const satisfies Record<FigureVerdict, string>;

function fromTo({ base, new: changed, unit }: FigureComparison): string {
  return `${formatInUnit(base.median, unit)} → ${formatInUnit(changed.median, unit)}`;
}

/** `+12.3 %`, or the difference itself if the base is 0. */
function formatEffect({ effectPercent, difference, unit }: FigureComparison): string {
  if (effectPercent !== null) return `${signed(effectPercent)} %`;
  if (difference === null) return noFigure;
  return difference > 0 ? `+${formatInUnit(difference, unit)}` : formatInUnit(difference, unit);
}

function formatInterval({ interval, base, unit }: FigureComparison): string {
  if (interval === null) return noFigure;
  const { low, high } = interval;
  if (base.median === null || base.median === 0) return `${formatInUnit(low, unit)} to ${formatInUnit(high, unit)}`;
  const share = (value: number) => signed((value / Math.abs(base.median ?? 1)) * 100);
  return `${share(low)} to ${share(high)} %`;
}

function signed(percent: number): string {
  const text = short(percent);
  return percent > 0 && text !== '0' ? `+${text}` : text;
}

function short(percent: number): string {
  const digits = Math.abs(percent) >= 100 ? 0 : 1;
  return String(Number(percent.toFixed(digits)));
}
