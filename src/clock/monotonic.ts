// performance.now() counts from the start of its own thread; hrtime counts from boot on CLOCK_MONOTONIC for all of them. The
// difference is constant for a thread, so it is measured once, and reading the time later needs no BigInt.
const threadOffsetMs = measureOffsetMs();

/**
 * A pause between the two readings makes the difference too small, never too large: the largest of several is the most
 * accurate.
 */
function measureOffsetMs(): number {
  let offsetMs = Number.NEGATIVE_INFINITY;
  for (let reading = 0; reading < 20; reading += 1)
    offsetMs = Math.max(offsetMs, Number(process.hrtime.bigint()) / 1e6 - performance.now());
  return offsetMs;
}

/** Milliseconds on the machine's monotonic clock, with fractions; the same clock in every thread and process. */
export function monotonicMs(): number {
  return performance.now() + threadOffsetMs;
}

/** The wall-clock time for a time on the monotonic clock, from the clocks' current difference. */
export function wallClockAt(atMs: number): Date {
  return new Date(Math.round(Date.now() + atMs - monotonicMs()));
}
