import { forkRandom } from '../random/random.js';

/**
 * The seed of the nth of several runs, counted from 0, derived from one seed: the first run uses that seed itself, each
 * other a fork of it. Runs thus differ in their random choices, and each can be repeated on its own with the seed in its
 * record.
 */
export function seedOfRun(seed: number, index: number): number {
  return index === 0 ? seed : forkRandom(seed, `run ${index + 1}`).below(2 ** 32);
}
