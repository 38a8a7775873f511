import { cumulativeStdNormalProbability, wilcoxonRankSum } from 'simple-statistics';

/** Up to this many values, the null distribution is enumerated; beyond that, the normal approximation is close enough. */
const mostCounted = 60;

/** Mann-Whitney rank sum, two-sided: the p-value of a shift between two samples. */
export function rankSumPValue(base: readonly number[], changed: readonly number[]): number {
  const ranks = doubledRanks([...changed, ...base]);
  const observed = 2 * wilcoxonRankSum([...changed], [...base]);
  const expected = changed.length * (ranks.length + 1);
  if (ranks.length > mostCounted) {
    const spread = ranks.reduce((sum, rank) => sum + (rank - (ranks.length + 1)) ** 2, 0);
    const share = (changed.length * base.length) / (ranks.length * (ranks.length - 1));
    return normalPValue(observed - expected, Math.sqrt(share * spread));
  }
  const bySize = countSums(ranks, changed.length);
  return shareAsFar(bySize[changed.length] ?? [], observed, expected);
}

/** Wilcoxon signed rank, two-sided: the p-value of differences that are not 0 on the median. */
export function signedRankPValue(differences: readonly number[]): number {
  const moved = differences.filter((difference) => difference !== 0);
  if (moved.length === 0) return 1;
  const ranks = doubledRanks(moved.map(Math.abs));
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const observed = ranks.reduce((sum, rank, index) => ((moved[index] ?? 0) > 0 ? sum + rank : sum), 0);
  if (ranks.length > mostCounted) {
    const spread = ranks.reduce((sum, rank) => sum + rank ** 2, 0) / 4;
    return normalPValue(observed - total / 2, Math.sqrt(spread));
  }
  const sums = countSums(ranks, ranks.length);
  const anySize = Array.from({ length: total + 1 }, (_, sum) =>
    sums.reduce((count, ofSize) => count + (ofSize[sum] ?? 0), 0),
  );
  return shareAsFar(anySize, observed, total / 2);
}

/** Ranks from 1, averaged for ties, times two, so that all are integers. */
function doubledRanks(values: readonly number[]): readonly number[] {
  return values.map(
    (value) =>
      2 * values.filter((other) => other < value).length + values.filter((other) => other === value).length + 1,
  );
}

/** The number of subsets of the ranks for each size up to `most` (first index) and each sum (second). */
function countSums(ranks: readonly number[], most: number): readonly (readonly number[])[] {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const counts = Array.from({ length: most + 1 }, () => new Array<number>(total + 1).fill(0));
  const [empty] = counts;
  if (empty) empty[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let size = most; size > 0; size--) {
      const [without, with_] = [counts[size - 1] ?? [], counts[size] ?? []];
      for (let sum = reached; sum >= rank; sum--) with_[sum] = (with_[sum] ?? 0) + (without[sum - rank] ?? 0);
    }
  }
  return counts;
}

function shareAsFar(counts: readonly number[], observed: number, expected: number): number {
  const distance = Math.abs(observed - expected);
  let all = 0;
  let asFar = 0;
  for (const [sum, count] of counts.entries()) {
    all += count;
    if (Math.abs(sum - expected) >= distance) asFar += count;
  }
  return asFar / all;
}

function normalPValue(distance: number, deviation: number): number {
  return deviation === 0 ? 1 : 2 * cumulativeStdNormalProbability(-Math.abs(distance / deviation));
}
