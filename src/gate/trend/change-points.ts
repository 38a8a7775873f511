import type { Random } from '../../random/random.js';

/** From this position on, values differ from those before it. */
export interface ChangePoint {
  readonly at: number;
  /** Of the permutation test. */
  readonly pValue: number;
}

/** Fewer values than this don't make a level. */
const leastSegment = 3;
const permutations = 1_999;

/**
 * The positions at which the level of a sequence changes, found without assuming a distribution. Two statistics are
 * maximized: the standardized Mann-Whitney statistic of all values before a position against all after it, which finds a
 * shift, and that of a segment against the rest, which finds a shift that was later undone. Each is a change if fewer than
 * half of `level` of the random orders of the same values have one as large; then the parts are searched in turn. So noise
 * alone, in any order, shows a change with a probability of at most `level`, whatever the number of values and ties. Sources:
 * Pettitt, A Non-Parametric Approach to the Change-Point Problem, 1979; Olshen et al., Circular Binary Segmentation, 2004; the
 * permutation test as in E-divisive means (Matteson and James, 2014), which MongoDB's performance tests (Daly et al., ICPE
 * 2020) and DataStax's Hunter (Fleming et al., ICPE 2023) use for the same purpose.
 */
export function changePoints(values: readonly number[], level: number, random: Random): readonly ChangePoint[] {
  const found: ChangePoint[] = [];
  const search = (from: number, to: number) => {
    const segment = testedSegment(values.slice(from, to), level / 2, random);
    if (segment === null) return;
    const ends = [segment.from, segment.to].map((end) => from + end).filter((end) => end > from && end < to);
    for (const [index, at] of ends.entries()) {
      search(ends[index - 1] ?? from, at);
      found.push({ at, pValue: Math.min(1, 2 * segment.pValue) });
    }
    search(ends.at(-1) ?? to, to);
  };
  search(0, values.length);
  return refined(found, values);
}

/**
 * A change is first located while others still blur the levels on its sides. So each is located again between its
 * neighbours. Source: Bai, Estimating Multiple Breaks One at a Time, 1997.
 */
function refined(found: readonly ChangePoint[], values: readonly number[]): readonly ChangePoint[] {
  const changes = [...found];
  for (let round = 0; round < refinements; round++)
    for (const [index, { pValue }] of changes.entries()) {
      const from = changes[index - 1]?.at ?? 0;
      const { to, statistic } = bestStart(centredRanks(values.slice(from, changes[index + 1]?.at)));
      if (statistic > 0) changes[index] = { at: from + to, pValue };
    }
  return changes;
}

/** A second round sees neighbours that the first has moved. */
const refinements = 2;

/**
 * The fewest values in which a change can be found: a perfect shift in the middle is the largest statistic there is, and two
 * of all `n` over `n/2` orders of high and low values have it.
 */
export function fewestPoints(level: number): number {
  let [half, orders] = [1, 2];
  while (half < leastSegment || 2 / orders >= level / 2) {
    half++;
    orders *= (2 * (2 * half - 1)) / half;
  }
  return 2 * half;
}

interface Segment {
  readonly from: number;
  readonly to: number;
  /** Squared and standardized, up to a factor that is the same for all orders of the values; 0: there is none. */
  readonly statistic: number;
}

function testedSegment(
  values: readonly number[],
  level: number,
  random: Random,
): (Segment & { readonly pValue: number }) | null {
  const ranks = centredRanks(values);
  for (const scan of [bestStart, bestInside]) {
    const best = scan(ranks);
    const pValue = best.statistic > 0 ? pValueOf(best.statistic, scan, ranks, level, random) : 1;
    if (pValue < level) return { ...best, pValue };
  }
  return null;
}

/** The share of random orders with a statistic as large; 1 as soon as it is certain to reach the level. */
function pValueOf(
  statistic: number,
  scan: (ranks: Float64Array) => Segment,
  ranks: Float64Array,
  level: number,
  random: Random,
): number {
  const shuffled = ranks.slice();
  let asLarge = 1;
  for (let count = 0; count < permutations; count++) {
    if (scan(shuffle(shuffled, random)).statistic >= statistic * (1 - rounding)) asLarge++;
    if (asLarge / (permutations + 1) >= level) return 1;
  }
  return asLarge / (permutations + 1);
}

/** Equal statistics may differ in their last binary digits. */
const rounding = 1e-9;

/** The first values that differ most from those after them. */
function bestStart(ranks: Float64Array): Segment {
  const count = ranks.length;
  let best = { from: 0, to: 0, statistic: 0 };
  let sum = 0;
  for (let to = 1; to <= count - leastSegment; to++) {
    sum += ranks[to - 1] ?? 0;
    const statistic = sum ** 2 / (to * (count - to));
    if (to >= leastSegment && statistic > best.statistic) best = { from: 0, to, statistic };
  }
  return best;
}

/** In long sequences, segments begin and end only at every nth value, because their number grows with its square. */
const mostEnds = 150;

/** The values in between that differ most from all others. */
function bestInside(ranks: Float64Array): Segment {
  const count = ranks.length;
  const step = Math.ceil(count / mostEnds);
  const sums = new Float64Array(count + 1);
  for (let index = 0; index < count; index++) sums[index + 1] = (sums[index] ?? 0) + (ranks[index] ?? 0);
  let best = { from: 0, to: 0, statistic: 0 };
  for (let from = leastSegment; from <= count - 2 * leastSegment; from += step)
    for (let to = from + leastSegment; to <= count - leastSegment; to += step) {
      const inside = to - from;
      const statistic = ((sums[to] ?? 0) - (sums[from] ?? 0)) ** 2 / (inside * (count - inside));
      if (statistic > best.statistic) best = { from, to, statistic };
    }
  return best;
}

/** Ranks minus their mean; ties share theirs. */
function centredRanks(values: readonly number[]): Float64Array {
  const sorted = values.toSorted((one, other) => one - other);
  const first = new Map<number, number>();
  const counts = new Map<number, number>();
  for (const [index, value] of sorted.entries()) {
    if (!first.has(value)) first.set(value, index);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const middle = (values.length - 1) / 2;
  return Float64Array.from(values, (value) => (first.get(value) ?? 0) + ((counts.get(value) ?? 1) - 1) / 2 - middle);
}

/**
 * Shuffles in place: any order of the values is an equally good start. Source: Fisher and Yates, as in Knuth, 3.4.2.
 */
function shuffle(values: Float64Array, random: Random): Float64Array {
  for (let last = values.length - 1; last > 0; last--) {
    const chosen = random.below(last + 1);
    const value = values[last] ?? 0;
    values[last] = values[chosen] ?? 0;
    values[chosen] = value;
  }
  return values;
}
