import { forkRandom } from '../random/random.js';
import { sum } from '../units/sum.js';
import type { SampledKey } from './key-sample.js';

/** The default of lfu-log-factor, and the counter of a new key (LFU_INIT_VAL). Source: redis.conf, and redis/src/evict.c. */
const lfuLogFactor = 10;
const lfuInitial = 5;
const lfuMost = 255;
const hotShare = 0.2;
const mostExponent = 3;
const bisections = 12;

/**
 * The share of accesses that goes to the hottest fifth of the sampled keys, and the Zipf exponent with which the counters of
 * a server would show the same share; undefined if no key has an access counter. An exponent of 0 is uniform.
 */
export function skewOf(
  keys: readonly SampledKey[],
  keyCount: number,
): { readonly hotShare: number; readonly exponent: number } | undefined {
  const accesses = keys.flatMap(({ frequency }) => (frequency === null ? [] : [accessesAt(frequency)]));
  const total = sum(accesses);
  if (total === 0) return undefined;
  const share = shareOfHottest(accesses);
  const mean = total / accesses.length;
  let [low, high] = [0, mostExponent];
  for (let step = 0; step < bisections; step += 1) {
    const middle = (low + high) / 2;
    if (shareOfHottest(countedAccesses(middle, { sampled: accesses.length, keyCount, mean })) < share) low = middle;
    else high = middle;
  }
  return { hotShare: share, exponent: Math.round(50 * (low + high)) / 100 };
}

/** How many accesses raise a counter to this value on average: each does with probability 1 / ((counter - 5) * 10 + 1). */
function accessesAt(counter: number): number {
  const risen = Math.max(0, counter - lfuInitial);
  return risen + (lfuLogFactor * risen * (risen - 1)) / 2;
}

/**
 * What the counters would say of as many keys, evenly spread over the ranks, with this Zipf exponent and mean number of
 * accesses: counting by chance makes even a uniform load look skewed.
 */
function countedAccesses(
  exponent: number,
  { sampled, keyCount, mean }: { readonly sampled: number; readonly keyCount: number; readonly mean: number },
): readonly number[] {
  const random = forkRandom(1, 'access counters');
  const weights = Array.from(
    { length: sampled },
    (_, index) => (0.5 + ((index + 0.5) / sampled) * keyCount) ** -exponent,
  );
  const perWeight = (mean * sampled) / sum(weights);
  return weights.map((weight) => {
    let counter = lfuInitial;
    // Each rise waits for a geometrically distributed number of accesses.
    for (let open = weight * perWeight; counter < lfuMost; counter += 1) {
      const chance = 1 / ((counter - lfuInitial) * lfuLogFactor + 1);
      open -= chance === 1 ? 1 : Math.ceil(Math.log(1 - random.next()) / Math.log(1 - chance));
      if (open < 0) break;
    }
    return accessesAt(counter);
  });
}

function shareOfHottest(accesses: readonly number[]): number {
  const sorted = accesses.toSorted((one, other) => other - one);
  return sum(sorted.slice(0, Math.ceil(hotShare * sorted.length))) / Math.max(1, sum(sorted));
}
