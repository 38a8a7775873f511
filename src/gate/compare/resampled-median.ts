import type { Random } from '../../random/random.js';

/**
 * Returns medians of samples drawn from the values with replacement. Thousands are drawn per figure, and each takes one
 * random number: which two values are in the middle of such a sample has a distribution that depends only on their count.
 */
export function resampledMedian(values: readonly number[], random: Random): () => number {
  const sorted = Float64Array.from(values).sort();
  const { cumulative, lower, upper } = middlePairs(values.length);
  return () => {
    const pair = firstAbove(cumulative, random.next());
    return (at(sorted, at(lower, pair)) + at(sorted, at(upper, pair))) / 2;
  };
}

/** The two values in the middle of a sample (one and the same if their count is odd), and how likely each pair is. */
interface MiddlePairs {
  readonly cumulative: Float64Array;
  /** Indices of the sorted values. */
  readonly lower: Uint32Array;
  readonly upper: Uint32Array;
}

function middlePairs(count: number): MiddlePairs {
  return count % 2 === 1 ? singlePairs(count) : evenPairs(count);
}

function singlePairs(count: number): MiddlePairs {
  const indices = Uint32Array.from({ length: count }, (_, index) => index);
  return { cumulative: orderStatistic(count, (count + 1) / 2), lower: indices, upper: indices };
}

/**
 * With `half` values up to the i-th and `half` from the j-th on, and both among them, those two are the middle. Source: David
 * and Nagaraja, Order Statistics, 2003, section 3.1 (discrete distributions).
 */
function evenPairs(count: number): MiddlePairs {
  const half = count / 2;
  const logWays = at(logBinomials(count), half);
  /** The logarithm of the probability that the highest of `half` draws is this value. */
  const highest = Float64Array.from({ length: count }, (_, index) => {
    const rank = index + 1;
    return half * Math.log(rank / count) + Math.log1p(-(((rank - 1) / rank) ** half));
  });
  const atMost = orderStatistic(count, half);
  const pairs = (count * (count + 1)) / 2;
  const [cumulative, lower, upper] = [new Float64Array(pairs), new Uint32Array(pairs), new Uint32Array(pairs)];
  let [pair, sum, before] = [0, 0, 0];
  for (let low = 0; low < count; low++) {
    const first = pair++;
    let apart = 0;
    for (let high = low + 1; high < count; high++) {
      // By symmetry, the lowest of the upper half is `high` as often as the highest of the lower half its mirror image.
      apart += Math.exp(logWays + at(highest, low) + at(highest, count - 1 - high));
      cumulative[pair] = apart;
      [lower[pair], upper[pair]] = [low, high];
      pair++;
    }
    const same = Math.max(0, at(atMost, low) - before - apart);
    [lower[first], upper[first]] = [low, low];
    for (let index = first; index < pair; index++) cumulative[index] = at(cumulative, index) + sum + same;
    sum += same + apart;
    before = at(atMost, low);
  }
  return { cumulative, lower, upper };
}

/** By index: the probability that the `order`-th of `count` draws from as many values is at most that value. */
function orderStatistic(count: number, order: number): Float64Array {
  const logWays = logBinomials(count);
  return Float64Array.from({ length: count }, (_, index) => {
    const share = (index + 1) / count;
    if (share === 1) return 1;
    let sum = 0;
    for (let below = order; below <= count; below++)
      sum += Math.exp(at(logWays, below) + below * Math.log(share) + (count - below) * Math.log(1 - share));
    return sum;
  });
}

/** By `chosen`: the logarithm of the number of ways to choose that many of all. */
function logBinomials(all: number): Float64Array {
  const logs = new Float64Array(all + 1);
  for (let chosen = 1; chosen <= all; chosen++)
    logs[chosen] = at(logs, chosen - 1) + Math.log((all - chosen + 1) / chosen);
  return logs;
}

function firstAbove(cumulative: Float64Array, value: number): number {
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(cumulative, middle) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function at(values: Float64Array | Uint32Array, index: number): number {
  return values[index] ?? Number.NaN;
}
