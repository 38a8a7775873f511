import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PacerShare } from './pacer/pacer.js';
import { TickerCells, type TickerPlan, tickerCell } from './ticker-protocol.js';

/** Wakes a load thread at its planned starts, so that it can sleep in between. */
export interface Ticker extends AsyncDisposable {
  /** As the kernel numbers threads; 0 where it doesn't tell. */
  readonly threadId: number;
  /** What each tick calls, on the load thread. */
  onTick: () => void;
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
  const shared = new SharedArrayBuffer(TickerCells.byteLength);
  const memory = new TickerCells(shared);
  const worker = new Worker(new URL('./ticker-thread.js', import.meta.url), {
    workerData: {
      share: { ratePerSecond, workerIndex, workerCount, pacer, durationMs, seed },
      shared,
    } satisfies TickerPlan,
  });
  const [threadId] = (await once(worker, 'message')) as [number];
  const ticker: Ticker = {
    threadId,
    onTick: () => {},
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
    ticker.onTick();
  });
  // Only now: a listener makes it count again.
  worker.unref();
  return ticker;
}
