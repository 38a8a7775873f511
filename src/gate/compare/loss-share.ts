import type { RunRecord } from '../../record/run-record.js';
import type { CellLosses } from '../../record/series/sweep-record.js';

const confidence = 0.95;

/**
 * How many of some runs lost acknowledged writes, and the share of runs that do: with none in n at most 3/n (the rule of
 * three; source: Hanley and Lippman-Hand, If Nothing Goes Wrong, Is Everything All Right?, JAMA 1983), otherwise the exact
 * interval. Null if no run was audited to its end.
 */
export function lossShare(records: readonly RunRecord[]): CellLosses | null {
  const lost = records.flatMap(({ writeSafety, run }) =>
    writeSafety.fates === null || run.interrupted ? [] : [writeSafety.fates.lost],
  );
  if (lost.length === 0) return null;
  const runsWithLosses = lost.filter((count) => count > 0).length;
  return { runs: lost.length, runsWithLosses, ...shareOf(runsWithLosses, lost.length) };
}

function shareOf(hits: number, runs: number): { readonly low: number; readonly high: number } {
  return hits === 0 ? { low: 0, high: Math.min(1, 3 / runs) } : exactInterval(hits, runs);
}

/**
 * The shares at which `hits` or more, and `hits` or fewer, of `runs` would have a probability of 2.5 % each. Source: Clopper
 * and Pearson, The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial, 1934.
 */
export function exactInterval(hits: number, runs: number): { readonly low: number; readonly high: number } {
  const tail = (1 - confidence) / 2;
  return {
    low: hits === 0 ? 0 : shareWhere((share) => 1 - atMost(hits - 1, runs, share) > tail),
    high: hits === runs ? 1 : shareWhere((share) => atMost(hits, runs, share) < tail),
  };
}

/** The smallest share at which a condition holds, by bisection; below it, it never holds, and above it, always. */
function shareWhere(holds: (share: number) => boolean): number {
  let [below, above] = [0, 1];
  for (let step = 0; step < bisections; step++) {
    const middle = (below + above) / 2;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}

const bisections = 50;

/** The probability of at most `most` hits in `runs`, each with the probability `share`, which is between 0 and 1. */
function atMost(most: number, runs: number, share: number): number {
  let probability = (1 - share) ** runs;
  let sum = probability;
  for (let hits = 1; hits <= most; hits++) {
    probability *= ((runs - hits + 1) / hits) * (share / (1 - share));
    sum += probability;
  }
  return sum;
}
