import { monotonicMs } from '../clock/monotonic.js';

/**
 * This machine's monotonic clock against the one clock that all machines of a run share: TIME of the control Redis. The wall
 * clocks of the machines play no part, so that one that is wrong, or steps, changes nothing.
 */
export interface SharedClock {
  /** Shared time minus monotonic time. */
  readonly offsetMs: number;
  /** The offset is at most this far from the true one. */
  readonly errorMs: number;
  /** How far this machine's wall clock is ahead, for the report only. */
  readonly wallClockAheadMs: number;
}

const probes = 20;

/**
 * Reads the offset from the probe with the shortest round trip, as RFC 5905 does: the server answered at some moment within
 * it, so that the error is at most half of it (Cristian, 1989). `askTime` sends TIME, which answers
 * seconds and microseconds.
 */
export async function readSharedClock(
  askTime: () => Promise<readonly (number | string)[]>,
  {
    localMs = monotonicMs,
    wallMs = Date.now,
  }: { readonly localMs?: () => number; readonly wallMs?: () => number } = {},
): Promise<SharedClock> {
  let best: SharedClock = { offsetMs: 0, errorMs: Number.POSITIVE_INFINITY, wallClockAheadMs: 0 };
  for (let probe = 0; probe < probes; probe += 1) {
    const sentMs = localMs();
    const [seconds, microseconds] = await askTime();
    const receivedMs = localMs();
    const errorMs = (receivedMs - sentMs) / 2;
    if (errorMs >= best.errorMs) continue;
    const serverMs = Number(seconds) * 1000 + Number(microseconds) / 1000;
    best = {
      offsetMs: serverMs + errorMs - receivedMs,
      errorMs,
      wallClockAheadMs: wallMs() - serverMs - errorMs,
    };
  }
  return best;
}

export function toShared({ offsetMs }: Pick<SharedClock, 'offsetMs'>, localMs: number): number {
  return localMs + offsetMs;
}

export function toLocal({ offsetMs }: Pick<SharedClock, 'offsetMs'>, sharedMs: number): number {
  return sharedMs - offsetMs;
}
