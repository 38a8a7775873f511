import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { monotonicMs } from '../clock/monotonic.js';
import type { PacerShare } from './pacer/pacer.js';
import { pacerFor } from './pacer/registry.js';
import { TickerCells, type TickerPlan, tickerCell } from './ticker-protocol.js';

/** How early a tick is sent, within these bounds and at first; what is left until the planned start is waited for in a loop. */
const leastEarlyMs = 0.02;
const firstEarlyMs = 0.05;
const mostEarlyMs = 0.4;
/** Nor is it more than this share of the time between two planned starts: the loop costs a core for that long. */
const mostEarlyShare = 0.15;
/** By so much the next tick comes earlier or later than this one. */
const earlyStepMs = 0.005;

/** Wakes a load thread at its planned starts, so that it can sleep in between. */
export interface Ticker extends AsyncDisposable {
  /** As the kernel numbers threads; 0 where it doesn't tell. */
  readonly threadId: number;
  /** What each tick calls, on the load thread. */
  onTick: () => void;
  /** How long before the planned start a tick is sent; it adapts, so that one in two arrives before that. */
  readonly earlyMs: number;
  /** Ticks for every planned start from `epochMs` on, up to and without operation `plannedEnd`; 0: not any more. */
  order(epochMs: number, plannedEnd: number): void;
  /** So many operations have been issued: those need no tick. */
  issued(count: number): void;
}

/** Starts the ticker of this load thread. It never keeps the thread alive, and ends with it at the latest. */
export async function startTicker({
  ratePerSecond,
  workerIndex,
  workerCount,
  pacer,
  durationMs,
  seed,
}: PacerShare): Promise<Ticker> {
  const share: PacerShare = { ratePerSecond, workerIndex, workerCount, pacer, durationMs, seed };
  const starts = pacerFor(share);
  const betweenStartsMs = (1_000 * workerCount) / (ratePerSecond ?? 1);
  const earliestMs = Math.min(mostEarlyMs, Math.max(firstEarlyMs, mostEarlyShare * betweenStartsMs));
  const shared = new SharedArrayBuffer(TickerCells.byteLength);
  const memory = new TickerCells(shared);
  memory.earlyMs = firstEarlyMs;
  const worker = new Worker(new URL('./ticker-thread.js', import.meta.url), {
    workerData: { share, shared } satisfies TickerPlan,
  });
  const [threadId] = (await once(worker, 'message')) as [number];
  const ticker: Ticker = {
    threadId,
    onTick: () => {},
    get earlyMs() {
      return memory.earlyMs;
    },
    order(epochMs, plannedEnd) {
      Atomics.store(memory.cells, tickerCell.pending, 0);
      memory.order(epochMs, plannedEnd);
    },
    issued(count) {
      memory.issued = count;
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
  worker.on('message', () => {
    Atomics.store(memory.cells, tickerCell.pending, 0);
    adapt();
    ticker.onTick();
  });
  function adapt(): void {
    const lateMs = monotonicMs() - memory.epochMs - starts.startMs(memory.issued);
    // A reply came first, and that operation is no longer waiting.
    if (lateMs < -mostEarlyMs) return;
    const earlyMs = memory.earlyMs + (lateMs > 0 ? earlyStepMs : -earlyStepMs);
    memory.earlyMs = Math.min(earliestMs, Math.max(leastEarlyMs, earlyMs));
  }
  // Only now: a listener makes it count again.
  worker.unref();
  return ticker;
}
