import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { monotonicMs } from '../clock/monotonic.js';
import type { PacerShare } from './pacer/pacer.js';
import { pacerFor } from './pacer/registry.js';
import type { SharedStarts } from './replay/shared-starts.js';
import { TickerCells, type TickerPlan, tickerCell } from './ticker-protocol.js';

/** How early a tick is sent: bounds and initial value; the load thread busy-waits for the remaining time. */
const leastEarlyMs = 0.02;
const firstEarlyMs = 0.05;
const mostEarlyMs = 0.4;
/** At most this share of the time between two planned starts, since the busy-wait uses a core for that long. */
const mostEarlyShare = 0.15;
/** How much earlier or later each next tick is sent. */
const earlyStepMs = 0.005;

/** Wakes a load thread at its planned starts, so that it can sleep in between. */
export interface Ticker extends AsyncDisposable {
  /** Kernel thread id; 0 if unknown. */
  readonly threadId: number;
  /** Called on the load thread at each tick. */
  onTick: () => void;
  /** How long before the planned start a tick is sent; adapts so that every second tick arrives before the start. */
  readonly earlyMs: number;
  /** Ticks for every planned start from `epochMs` on, up to but excluding operation `plannedEnd`; 0: stop. */
  order(epochMs: number, plannedEnd: number): void;
  /** This many operations have been issued and need no tick. */
  issued(count: number): void;
}

/** Starts the ticker of this load thread. `replayed`: the starts of a replay. It does not keep the thread alive, and ends with it at the latest. */
export async function startTicker(
  { ratePerSecond, workerIndex, workerCount, pacer, durationMs, seed }: PacerShare,
  replayed: SharedStarts | null = null,
): Promise<Ticker> {
  const share: PacerShare = { ratePerSecond, workerIndex, workerCount, pacer, durationMs, seed };
  const starts = replayed ?? pacerFor(share);
  const betweenStartsMs = (1_000 * workerCount) / (ratePerSecond ?? 1);
  const earliestMs = Math.min(mostEarlyMs, Math.max(firstEarlyMs, mostEarlyShare * betweenStartsMs));
  const shared = new SharedArrayBuffer(TickerCells.byteLength);
  const memory = new TickerCells(shared);
  memory.earlyMs = firstEarlyMs;
  const worker = new Worker(new URL('../load/ticker-thread.js', import.meta.url), {
    workerData: { share, starts: replayed?.shared ?? null, shared } satisfies TickerPlan,
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
    // A reply came first, so that operation is no longer waiting.
    if (lateMs < -mostEarlyMs) return;
    const earlyMs = memory.earlyMs + (lateMs > 0 ? earlyStepMs : -earlyStepMs);
    memory.earlyMs = Math.min(earliestMs, Math.max(leastEarlyMs, earlyMs));
  }
  // Only now, because adding a listener refs the worker again.
  worker.unref();
  return ticker;
}
