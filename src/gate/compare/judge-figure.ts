import type { FigureComparison, FigureVerdict } from '../../record/series/comparison.js';
import { figureInProse } from '../figures.js';
import type { ComparisonOptions } from './comparison-options.js';
import type { FigureSample } from './figure-sample.js';
import { canTell, familyErrorRate, fewestRuns } from './statistics.js';

/** The statistical results for a figure. */
export type JudgedEffect = Pick<
  FigureComparison,
  'difference' | 'effectPercent' | 'interval' | 'minimumDetectable' | 'minimumDetectablePercent' | 'adjustedPValue'
>;

/** With more runs than this left out, the remaining ones are a biased selection. */
const mostLeftOut = 0.2;

/**
 * The verdict on one figure. A difference requires a significant rank test, an interval on one side of 0, and a relevant
 * size; no difference requires runs that could have shown one. Everything else is unknown, with advice.
 */
export function judgeFigure(
  sample: FigureSample,
  effect: JudgedEffect,
  options: ComparisonOptions & { readonly comparisons: number; readonly notComparable: string | null },
): { readonly verdict: FigureVerdict; readonly reason: string } {
  const doubt = options.notComparable ?? doubtOf(sample, options);
  if (doubt !== null) return { verdict: 'unknown', reason: doubt };
  const { difference, effectPercent, interval, adjustedPValue } = effect;
  const found =
    difference !== null &&
    interval !== null &&
    adjustedPValue !== null &&
    adjustedPValue < familyErrorRate &&
    interval.low * interval.high > 0 &&
    (effectPercent === null || Math.abs(effectPercent) >= options.ignoredShare * 100);
  if (found) return claim(sample, difference);
  const blind = blindness(sample, effect, options.detectShare);
  return blind === null
    ? { verdict: 'no-difference', reason: noDifference(effect) }
    : { verdict: 'unknown', reason: blind };
}

function doubtOf(
  { base, changed, leftOutShare, missing }: FigureSample,
  { comparisons, paired }: { readonly comparisons: number; readonly paired: boolean },
): string | null {
  const fewest = Math.min(base.length, changed.length);
  const because = missing.length === 0 ? '' : `: ${missing.join('; ')}`;
  if (fewest === 0) return `One side lacks this figure${because}.`;
  if (base.length === 1 && changed.length === 1 && leftOutShare === 0)
    return 'One run per side: noise allows no verdict. Repeat each side, with run --repeat or ab.';
  if (leftOutShare > mostLeftOut)
    return `Too many runs were excluded (${Math.round(leftOutShare * 100)} %)${because}. Repeat them so that they count.`;
  const design = paired ? 'paired' : 'independent';
  if (canTell(design, base.length, changed.length, comparisons)) return null;
  const needed = fewestRuns(design, comparisons);
  return `Too few runs (${base.length} and ${changed.length}): ${comparisons} ${comparisons === 1 ? 'figure requires' : 'figures require'} ${needed} per side. Repeat more often${comparisons === 1 ? '' : ', or name fewer with --figure'}.`;
}

function claim(
  { figure, base, changed }: FigureSample,
  difference: number,
): { readonly verdict: FigureVerdict; readonly reason: string } {
  const { better } = figure;
  const verdict = difference > 0 === (better === 'higher') ? 'better' : 'worse';
  return { verdict, reason: `It ${difference > 0 ? 'rose' : 'fell'} (${base.length} and ${changed.length} runs).` };
}

/** Why the absence of a significant difference proves nothing; null if it proves that there is none. */
function blindness(
  { figure, base, changed }: FigureSample,
  { minimumDetectablePercent }: JudgedEffect,
  detectShare: number,
): string | null {
  const { unit, better } = figure;
  const hit = changed.filter((value) => value > 0).length;
  if (unit === 'count' && better === 'lower' && hit > 0 && base.every((value) => value === 0))
    return `Base had none, and ${hit} of ${changed.length} new runs had up to ${figureInProse(Math.max(...changed), unit)}: too rare to judge from so few runs. Check those records, or repeat more often.`;
  if (minimumDetectablePercent === null || minimumDetectablePercent <= detectShare * 100) return null;
  return `Too much variance: only a difference of at least ${Math.ceil(minimumDetectablePercent)} % would be detected, but ${Math.round(detectShare * 100)} % is required. Repeat more often, measure longer, quiet the machine, or use a larger --detect.`;
}

function noDifference({ minimumDetectablePercent }: JudgedEffect): string {
  return minimumDetectablePercent === null
    ? 'No difference was found.'
    : `No difference was found; a difference of ${Number(minimumDetectablePercent.toPrecision(2))} % would have been detected four times out of five.`;
}
