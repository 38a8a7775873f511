import type { OpenShare, Pacer } from './pacer.js';

/**
 * One plan over all workers, distributed in turns: operation i of worker w of W is operation i · W + w of the whole, so that
 * together they follow the whole plan, whatever their number.
 *
 * `startMsOf`: when an operation of the whole starts, ascending. `countNear`: how many start before a given time, up to
 * rounding errors.
 */
export function sharedPlan(
  { workerIndex, workerCount }: OpenShare,
  startMsOf: (number: number) => number,
  countNear: (elapsedMs: number) => number,
): Pacer {
  const startMs = (number: number) => startMsOf(number * workerCount + workerIndex);
  return {
    closedLoop: false,
    startMs,
    countBefore(elapsedMs) {
      if (elapsedMs <= 0) return 0;
      let count = Math.max(0, Math.ceil((countNear(elapsedMs) - workerIndex) / workerCount));
      // Rounding may be off by one either way; the start decides.
      while (count > 0 && startMs(count - 1) >= elapsedMs) count -= 1;
      while (startMs(count) < elapsedMs) count += 1;
      return count;
    },
  };
}
