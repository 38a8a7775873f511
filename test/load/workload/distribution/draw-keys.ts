import { keyPicker, parseDistribution } from '../../../../src/load/workload/distribution/registry.js';
import { forkRandom } from '../../../../src/random/random.js';

/** The picker of a distribution, given as in a scenario. */
export function pickerOf(text: string, seed: number, keyCount: number): () => number {
  const distribution = parseDistribution(text);
  if (typeof distribution === 'string') throw new Error(distribution);
  return keyPicker(distribution, forkRandom(seed, 'test'), keyCount);
}

/** How often each key was drawn. */
export function drawKeys(text: string, seed: number, keyCount: number, draws: number): Float64Array {
  const next = pickerOf(text, seed, keyCount);
  const counts = new Float64Array(keyCount);
  for (let draw = 0; draw < draws; draw += 1) counts[next()]! += 1;
  return counts;
}

/** The seeds with which a distribution is compared with its theory: always the same. */
export const fixedSeeds = { seed: 20_240_229, numRuns: 20 } as const;
export const drawsEach = 20_000;
