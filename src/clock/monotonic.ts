// performance.now() counts from the start of its own thread; hrtime counts from boot on CLOCK_MONOTONIC for all of
// them. The difference is fixed for the life of a thread, so it is measured once and a moment costs no BigInt afterwards.
const threadOffsetMs = measureOffsetMs();

/** A pause between the two readings makes the difference too small, never too large: the largest of a few is the truest. */
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

/** The moment of the machine's wall clock that belongs to one of the monotonic clock, as the two stand to each other now. */
export function wallClockAt(atMs: number): Date {
  return new Date(Math.round(Date.now() + atMs - monotonicMs()));
}
