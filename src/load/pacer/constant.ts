import type { PacerDefinition } from './pacer.js';

/**
 * When operation `number` (0, 1, 2, ...) of this worker starts, in milliseconds after the epoch, at an even rate.
 *
 *   start(i) = (i · W + w) / r · 1000     i: number, W: workers, w: this worker, r: operations per second over all
 *
 * Workers take turns, so that together they are even. A pure function: a stall leaves no hole in the plan.
 */
export function constantStartMs(
  number: number,
  workerIndex: number,
  workerCount: number,
  ratePerSecond: number,
): number {
  return ((number * workerCount + workerIndex) * 1000) / ratePerSecond;
}

/** How many operations of this worker start before `elapsedMs`. */
export function constantCountBefore(
  elapsedMs: number,
  workerIndex: number,
  workerCount: number,
  ratePerSecond: number,
): number {
  if (elapsedMs <= 0) return 0;
  let count = Math.max(0, Math.ceil(((elapsedMs * ratePerSecond) / 1000 - workerIndex) / workerCount));
  // Rounding may be one off either way; the start is the law.
  while (count > 0 && constantStartMs(count - 1, workerIndex, workerCount, ratePerSecond) >= elapsedMs) count -= 1;
  while (constantStartMs(count, workerIndex, workerCount, ratePerSecond) < elapsedMs) count += 1;
  return count;
}

/** Evenly, at a fixed rate: open loop. */
export const constant: PacerDefinition = {
  summary: 'Evenly, at a fixed rate per second.',
  create({ ratePerSecond, workerIndex, workerCount }) {
    const rate = ratePerSecond ?? 1;
    return {
      closedLoop: false,
      startMs: (number) => constantStartMs(number, workerIndex, workerCount, rate),
      countBefore: (elapsedMs) => constantCountBefore(elapsedMs, workerIndex, workerCount, rate),
    };
  },
};
