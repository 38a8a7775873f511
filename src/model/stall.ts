export const stallCauses = ['generator', 'machine'] as const;

/**
 * A span in which the load generator stalled or ran late. `startMs` is on the run's clock. `where`: `machine` if the
 * generator was ready to run but waited for a core for at least half of it, otherwise `generator`. `thread`: `main` if the
 * thread that injects faults and follows the servers stalled, which affects no operation; absent for load threads.
 */
export interface Stall {
  readonly startMs: number;
  readonly durationMs: number;
  readonly where: (typeof stallCauses)[number];
  readonly thread?: 'main';
}

/** Only the stalls of load threads. */
export function loadStalls(stalls: readonly Stall[] = []): readonly Stall[] {
  return stalls.filter(({ thread }) => thread === undefined);
}

/** Smaller delays between turns are scheduling jitter. */
export const shortestStallMs = 20;

/** A single stall this long can account for a percentile or an outage. */
const significant = { stallMs: 100, share: 0.01 } as const;

/**
 * The stalls within some spans of a run, if they can have noticeably changed the figures of those spans: one lasted 100 ms,
 * or together they took 1 % of the time. Otherwise empty.
 */
export function significantStalls(
  stalls: readonly Stall[],
  spans: readonly { readonly startMs: number; readonly endMs: number }[],
): readonly Stall[] {
  const within = stalls.filter((stall) => spans.some((span) => overlapMs(stall, span) > 0));
  const stalledMs = within.reduce((sum, stall) => sum + spans.reduce((ms, span) => ms + overlapMs(stall, span), 0), 0);
  const spanMs = spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const isLong = within.some(({ durationMs }) => durationMs >= significant.stallMs);
  return isLong || stalledMs >= significant.share * spanMs ? within : [];
}

function overlapMs({ startMs, durationMs }: Stall, span: { readonly startMs: number; readonly endMs: number }): number {
  return Math.max(0, Math.min(startMs + durationMs, span.endMs) - Math.max(startMs, span.startMs));
}
