/** Quantile of the standard normal distribution that one case in a million exceeds. */
const oneInAMillion = 4.7534;
/** Pearson's statistic follows its distribution only if every cell has enough expected cases. */
const leastExpected = 10;

/**
 * Pearson's chi-square test of counts against theoretical weights (in any scale). Adjacent cells with fewer than 10
 * expected cases are merged; an impossible event makes the statistic infinite. By chance, the statistic exceeds
 * `critical` once in a million. Throws if everything falls into one cell.
 */
export function chiSquare(
  observed: ArrayLike<number>,
  weights: readonly number[],
): { readonly statistic: number; readonly critical: number } {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const count = Array.from(observed).reduce((sum, seen) => sum + seen, 0);
  const cells: { seen: number; expected: number }[] = [];
  let rare = { seen: 0, expected: 0 };
  weights.forEach((weight, index) => {
    const [expected, seen] = [(count * weight) / total, observed[index] ?? 0];
    if (weight === 0 && seen > 0) cells.push({ seen: Number.POSITIVE_INFINITY, expected: 1 });
    else if (expected >= leastExpected) cells.push({ seen, expected });
    else rare = { seen: rare.seen + seen, expected: rare.expected + expected };
    if (rare.expected < leastExpected) return;
    cells.push(rare);
    rare = { seen: 0, expected: 0 };
  });
  const last = cells.at(-1);
  if (last === undefined || cells.length < 2) throw new Error('Too few draws: there is nothing to compare.');
  cells[cells.length - 1] = { seen: last.seen + rare.seen, expected: last.expected + rare.expected };
  const statistic = cells.reduce((sum, { seen, expected }) => sum + (seen - expected) ** 2 / expected, 0);
  return { statistic, critical: criticalValue(cells.length - 1) };
}

/**
 * The value that chi-square with this many degrees of freedom exceeds once in a million. Source: E. B. Wilson, M. M.
 * Hilferty, "The distribution of chi-square" (1931); too high for few degrees (27.5 instead of 23.9 for one), never too
 * low.
 */
function criticalValue(degrees: number): number {
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + oneInAMillion * Math.sqrt(spread)) ** 3;
}
