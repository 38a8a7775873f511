import { hash32 } from '../../random/hash.js';
import type { Random } from '../../random/random.js';

/** Gaps drawn together. */
export const gapsOfBlock = 1024;

/** Exponential gaps of mean 1 in blocks; any block can be computed without those before it. */
export interface GapBlocks {
  lengthOf(block: number): number;
  /** Sets the end of each gap of a block as a fraction of the block's length; the last is 1. */
  fillEnds(block: number, ends: Float64Array): void;
}

/**
 * The sum of n exponential gaps has a gamma distribution of shape n, independent of the proportions among them. So the sum
 * is drawn first, to skip a whole block in one step, and the proportions when the block is opened.
 */
export function gapBlocks(random: Random): GapBlocks {
  const lengthSeed = random.below(2 ** 32);
  const gapSeed = random.below(2 ** 32);
  return {
    lengthOf: (block) => gamma(gapsOfBlock, lengthSeed, block),
    fillEnds(block, ends) {
      let sum = 0;
      for (let gap = 0; gap < gapsOfBlock; gap += 1) {
        sum -= Math.log(1 - uniform(gapSeed, block, gap));
        ends[gap] = sum;
      }
      for (let gap = 0; gap < gapsOfBlock; gap += 1) ends[gap]! /= sum;
    },
  };
}

/**
 * Gamma distribution of shape 1 or more. Source: G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables"
 * (ACM TOMS 26(3), 2000); for a shape as large as ours nearly every attempt is accepted.
 */
function gamma(shape: number, seed: number, block: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let draw = 0; ; draw += 3) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform(seed, block, draw)));
    const x = radius * Math.cos(2 * Math.PI * uniform(seed, block, draw + 1));
    const v = (1 + c * x) ** 3;
    const u = 1 - uniform(seed, block, draw + 2);
    if (v > 0 && Math.log(u) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}

function uniform(seed: number, block: number, draw: number): number {
  return hash32(seed, block, draw) / 4294967296;
}
