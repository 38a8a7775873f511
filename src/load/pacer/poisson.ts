import { forkRandom } from '../../random/random.js';
import { Checkpoints } from './checkpoints.js';
import { evenPlan } from './constant.js';
import { type GapBlocks, gapBlocks, gapsOfBlock } from './gap-blocks.js';
import type { OpenShare, Pacer, PacerDefinition } from './pacer.js';

/**
 * Random, independent operations, as sent by many users: the gaps between starts are exponential. Each of W workers has its
 * own stream of rate r / W; superposed, they are a Poisson process of rate r.
 *
 *   start(i) = (g(0) + ... + g(i)) · 1000 · W / r         P(g > x) = e^-x
 *
 * The mean rate is r, and the count per second varies by its square root. The same seed gives the same starts.
 */
export const poisson: PacerDefinition<'poisson'> = {
  summary: 'Randomly with exponential gaps, at the rate on average.',
  syntax: 'poisson',
  parse: (parameters) => (parameters.length > 0 ? 'poisson accepts no parameter' : { kind: 'poisson' }),
  create: (_, share) => poissonPlan(share),
  onAverage: (_, share) => evenPlan(share),
};

function poissonPlan(share: OpenShare): Pacer {
  const plan = new PoissonPlan(share);
  // Walking to the end takes a while in a long run; before the load starts, this delays nothing.
  plan.countBefore(share.durationMs);
  return plan;
}

/** Keeps the starts of one block, and checkpoints to find others: its answers depend on its share alone. */
class PoissonPlan implements Pacer {
  readonly closedLoop = false;
  #blocks: GapBlocks;
  #meanGapMs: number;
  #checkpoints = new Checkpoints();
  /** The current block, in mean gaps: where it begins, its length, and the ends of its gaps as fractions of the length. */
  #block = -1;
  #begin = 0;
  #length = 0;
  #ends = new Float64Array(gapsOfBlock);

  constructor({ seed, workerIndex, workerCount, ratePerSecond }: OpenShare) {
    this.#blocks = gapBlocks(forkRandom(seed, `pacer/${workerIndex}`));
    this.#meanGapMs = (1000 * workerCount) / ratePerSecond;
  }

  startMs(number: number): number {
    const block = Math.floor(number / gapsOfBlock);
    if (block !== this.#block) this.#open(block);
    return this.#startMsInBlock(number - block * gapsOfBlock);
  }

  countBefore(elapsedMs: number): number {
    if (elapsedMs <= 0) return 0;
    let { block, begin } = this.#checkpoints.lastBefore(elapsedMs, this.#meanGapMs);
    for (;;) {
      const end = begin + this.#blocks.lengthOf(block);
      if (end * this.#meanGapMs >= elapsedMs) break;
      block += 1;
      begin = end;
      this.#checkpoints.pass(block, begin);
    }
    if (block !== this.#block) this.#open(block);
    let [low, high] = [0, gapsOfBlock - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#startMsInBlock(middle) < elapsedMs) low = middle + 1;
      else high = middle;
    }
    return block * gapsOfBlock + low;
  }

  #startMsInBlock(place: number): number {
    return (this.#begin + this.#length * this.#ends[place]!) * this.#meanGapMs;
  }

  #open(block: number): void {
    this.#begin = block === this.#block + 1 ? this.#begin + this.#length : this.#beginOf(block);
    this.#checkpoints.pass(block, this.#begin);
    this.#block = block;
    this.#length = this.#blocks.lengthOf(block);
    this.#blocks.fillEnds(block, this.#ends);
  }

  #beginOf(wanted: number): number {
    let { block, begin } = this.#checkpoints.lastAtMost(wanted);
    while (block < wanted) {
      begin += this.#blocks.lengthOf(block);
      block += 1;
      this.#checkpoints.pass(block, begin);
    }
    return begin;
  }
}
