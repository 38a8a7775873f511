// performance.now() counts from the start of its own thread; hrtime counts from boot on CLOCK_MONOTONIC for all of
// them. The difference is fixed for the life of a thread, so it is read once and a moment costs no BigInt afterwards.
const threadOffsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Milliseconds on the machine's monotonic clock, with fractions; the same clock in every thread and process. */
export function monotonicMs(): number {
  return performance.now() + threadOffsetMs;
}

/** The moment of the machine's wall clock that belongs to one of the monotonic clock, as the two stand to each other now. */
export function wallClockAt(atMs: number): Date {
  return new Date(Math.round(Date.now() + atMs - monotonicMs()));
}
