import type { Lifetime } from '../../model/operation-plan.js';
import { forkRandom } from '../../random/random.js';

/** Draws lifetimes in whole milliseconds, evenly from the given range. */
export function lifetimeDrawer({ ms, jitter, graceMs }: Lifetime, seed: number): () => number {
  const random = forkRandom(seed, 'lifetimes');
  return () => Math.max(1, Math.round(ms * (1 + jitter * (2 * random.next() - 1)) + graceMs));
}

export function longestMs({ ms, jitter, graceMs }: Lifetime): number {
  return Math.max(1, Math.round(ms * (1 + jitter) + graceMs));
}
