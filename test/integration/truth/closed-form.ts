/** A server that pauses once, for `stopMs` of a run of `runMs`, under an even open loop whose deadline is longer. */
export interface Stop {
  readonly stopMs: number;
  readonly runMs: number;
}

/**
 * The response time that a share of all operations does not exceed, in milliseconds.
 *
 *   P(response > x) = (S - x) / T for 0 < x < S,    so    P(q) = S - (1 - q) · T
 *
 * S: the pause, T: the run, q: the share. Null: the share does not include operations that waited.
 * Source: docs/latency.md, "A stall in closed form".
 */
export function responseAt(share: number, { stopMs, runMs }: Stop): number | null {
  const responseMs = stopMs - (1 - share) * runMs;
  return responseMs > 0 ? responseMs : null;
}

/** The mean response time, in milliseconds: S / T of all wait for S / 2 on average, the others take `undisturbedMs`. */
export function meanResponse({ stopMs, runMs }: Stop, undisturbedMs: number): number {
  return stopMs ** 2 / (2 * runMs) + (1 - stopMs / runMs) * undisturbedMs;
}
