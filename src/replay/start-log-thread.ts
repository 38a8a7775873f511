import { Worker } from 'node:worker_threads';
import type { ReplayBatch } from '../load/replay/replay-plan.js';
import type { LogReading } from './replay-batches.js';

/** How many stretches of a log (500 operations, or 128 KB) are read before they are sent. */
export const mostAhead = 100;

interface LogListener {
  /** The next stretch of the log: a batch per load thread. Resolves when it is used up, and another can be read. */
  take(batches: readonly ReplayBatch[]): Promise<void>;
  /** The log can't be read any further; `ended` follows. */
  failed(error: Error): void;
  ended(): void;
}

/** Reads a log in a thread of its own until disposed; resolves when as much is read as is kept ahead, or everything. */
export async function startLogThread(reading: LogReading, listener: LogListener): Promise<AsyncDisposable> {
  const worker = new Worker(new URL('../replay/log-thread.js', import.meta.url), { workerData: reading });
  await new Promise<void>((resolve) => {
    let taken = 0;
    worker.on('message', async (batches: readonly ReplayBatch[]) => {
      taken += 1;
      if (taken === mostAhead) resolve();
      await listener.take(batches);
      worker.postMessage('used');
    });
    worker.on('error', (error) => listener.failed(error));
    worker.on('exit', () => {
      listener.ended();
      resolve();
    });
  });
  return {
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
