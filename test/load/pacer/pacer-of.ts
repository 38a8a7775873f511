import type { Pacer, PacerShare } from '../../../src/load/pacer/pacer.js';
import { pacerFor, parsePacer } from '../../../src/load/pacer/registry.js';

/** The pacer of a single worker at 1,000/s for ten seconds, with the given changes. */
export function pacerOf(text: string, share: Partial<PacerShare> = {}): Pacer {
  const pacer = parsePacer(text);
  if (typeof pacer === 'string') throw new Error(pacer);
  return pacerFor({
    ratePerSecond: 1_000,
    workerIndex: 0,
    workerCount: 1,
    durationMs: 10_000,
    seed: 42,
    pacer,
    ...share,
  });
}

/** Starts of the first operations. */
export function starts(pacer: Pacer, count: number): number[] {
  return Array.from({ length: count }, (_, number) => pacer.startMs(number));
}
