import { forkRandom } from '../../random/random.js';

/**
 * The seed of the nth of several runs, counted from 0, out of one seed: the first has that seed itself, each other a fork of it. So runs
 * differ in their random choices, and each can be repeated alone with the seed in its record.
 */
export function seedOfRun(seed: number, index: number): number {
  return index === 0 ? seed : forkRandom(seed, `run ${index + 1}`).below(2 ** 32);
}
