import { median, probit, quantile, sampleStandardDeviation } from 'simple-statistics';
import type { Random } from '../../random/random.js';
import { rankSumPValue, signedRankPValue } from './rank-tests.js';
import { resampledMedian } from './resampled-median.js';

/** `paired`: the nth value of one side was measured alongside the nth of the other. */
export type Design = 'independent' | 'paired';

/** The accepted chance that noise alone shows a difference in any figure of one comparison. */
export const familyErrorRate = 0.03;
const intervalLevel = 0.95;
const power = 0.8;
const resamples = 2_000;

/** What two samples of one figure reveal about its difference, new minus base, in the figure's own unit. */
export interface Effect {
  /** Between the medians; for pairs, the median of their differences. */
  readonly difference: number;
  /** 95 %, from bootstrap percentiles. */
  readonly interval: { readonly low: number; readonly high: number };
  /** Two-sided, from the rank test, for this figure alone. */
  readonly pValue: number;
  /** A shift of this size would be detected with 80 % probability. */
  readonly minimumDetectable: number;
}

/** The median and extremes of a non-empty sample. */
export function summarize(values: readonly number[]): {
  readonly median: number;
  readonly min: number;
  readonly max: number;
} {
  return { median: median([...values]), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * The median of the values that are not null, and an interval that contains the true one: between two order statistics, the
 * innermost with a confidence of 95 %. With fewer than six values there is none, and it is the whole range, which contains
 * the median with 1 - 2^(1 - n). Source: David and Nagaraja, Order Statistics, 2003, section 7.1.
 */
export function medianInterval(values: readonly (number | null)[]): {
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
} {
  const sorted = values.filter((value) => value !== null).toSorted((one, other) => one - other);
  if (sorted.length === 0) return { median: null, low: null, high: null };
  let skipped = 0;
  // With k values left out at each end, it misses the median if at most k values are on one side of it.
  while (2 * binomialShare(sorted.length, skipped + 1) <= 1 - intervalLevel) skipped++;
  const [low, high] = [sorted[skipped], sorted.at(-1 - skipped)];
  return { median: median(sorted), low: low ?? null, high: high ?? null };
}

/** The probability of at most `most` heads in `tosses` of a coin. */
function binomialShare(tosses: number, most: number): number {
  let sum = 0;
  for (let heads = 0; heads <= most; heads++) sum += binomial(tosses, heads);
  return sum / 2 ** tosses;
}

/**
 * Compares two samples without assuming a distribution: Mann-Whitney rank sum, or Wilcoxon signed rank for pairs.
 * `comparisons` is the number of figures that share the error rate. Requires at least two values per side, equally many if
 * paired.
 */
export function compareSamples(
  base: readonly number[],
  changed: readonly number[],
  { design, comparisons, random }: { readonly design: Design; readonly comparisons: number; readonly random: Random },
): Effect {
  const differences = design === 'paired' ? changed.map((value, index) => value - (base[index] ?? Number.NaN)) : null;
  const [first, second] = differences === null ? [changed, base] : [differences, [0]];
  const [drawFirst, drawSecond] = [resampledMedian(first, random), resampledMedian(second, random)];
  const drawn = Array.from({ length: resamples }, () => drawFirst() - drawSecond());
  const [low = Number.NaN, high = Number.NaN] = quantile(drawn, [(1 - intervalLevel) / 2, (1 + intervalLevel) / 2]);
  return {
    difference: differences === null ? median([...changed]) - median([...base]) : median(differences),
    interval: { low, high },
    pValue: differences === null ? rankSumPValue(base, changed) : signedRankPValue(differences),
    minimumDetectable: minimumDetectable(
      differences === null
        ? { standardError: standardErrorOf(base, changed), freedom: base.length + changed.length - 2 }
        : { standardError: standardErrorOfMean(differences), freedom: differences.length - 1 },
      comparisons,
    ),
  };
}

/** With fewer per side, a bootstrap keeps drawing the same few values, and its interval is meaningless. */
const leastRuns = 5;

/** The minimum number of values per side (or pairs) for which any difference could be detected, however large. */
export function fewestRuns(design: Design, comparisons: number): number {
  let runs = leastRuns;
  while (!canTell(design, runs, runs, comparisons)) runs++;
  return runs;
}

/**
 * Whether this many values can show a difference at all: there are at least five, and the rank test's smallest possible p is
 * small enough.
 */
export function canTell(design: Design, baseRuns: number, newRuns: number, comparisons: number): boolean {
  if (Math.min(baseRuns, newRuns) < leastRuns) return false;
  const arrangements = design === 'paired' ? 2 ** Math.min(baseRuns, newRuns) : binomial(baseRuns + newRuns, newRuns);
  return (2 / arrangements) * comparisons < familyErrorRate;
}

/**
 * Holm's step-down adjustment of p-values: keeps the chance of any false alarm below the level, however the figures are
 * correlated. Source: S. Holm, A Simple Sequentially Rejective Multiple Test Procedure, 1979.
 */
export function adjustForMany(pValues: readonly number[]): readonly number[] {
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  const order = pValues.map((pValue, index) => ({ pValue, index })).sort((one, other) => one.pValue - other.pValue);
  for (const [step, { pValue, index }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, pValue * (pValues.length - step)));
    adjusted[index] = largest;
  }
  return adjusted;
}

/** Efficiency of the rank tests relative to a t-test for normal noise: 3/π. Source: Hodges and Lehmann, 1956. */
const rankEfficiency = 3 / Math.PI;

function minimumDetectable(
  { standardError, freedom }: { readonly standardError: number; readonly freedom: number },
  comparisons: number,
): number {
  const quantiles = studentQuantile(1 - familyErrorRate / (2 * comparisons), freedom) + studentQuantile(power, freedom);
  return (quantiles * standardError) / Math.sqrt(rankEfficiency);
}

/** Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5, its first two terms. */
function studentQuantile(share: number, freedom: number): number {
  const z = probit(share);
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
}

function standardErrorOf(base: readonly number[], changed: readonly number[]): number {
  return Math.hypot(standardErrorOfMean(base), standardErrorOfMean(changed));
}

function standardErrorOfMean(values: readonly number[]): number {
  return sampleStandardDeviation([...values]) / Math.sqrt(values.length);
}

function binomial(all: number, chosen: number): number {
  let count = 1;
  for (let index = 1; index <= chosen; index++) count = (count * (all - chosen + index)) / index;
  return count;
}
