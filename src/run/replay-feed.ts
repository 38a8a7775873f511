import type { Load } from '../load/load.js';
import { replayBroken } from '../model/warning-codes.js';
import type { RunLog } from '../progress/run-log.js';
import { startLogThread } from '../replay/start-log-thread.js';
import type { Scenario } from '../scenario/scenario.js';

/**
 * Feeds the commands of a log to the load, a bounded number ahead, until disposed; resolves when the first are there. Without
 * a replay it does nothing.
 */
export async function startReplay(
  load: Load,
  { workload: { replay }, phases, seed }: Scenario,
  log: RunLog,
): Promise<AsyncDisposable> {
  if (replay === null) return { async [Symbol.asyncDispose]() {} };
  const { summary, ...options } = replay;
  return startLogThread(
    {
      ...options,
      names: summary.operations.map(({ name }) => name),
      untilMs: phases.durationMs,
      salt: String(seed),
      workerCount: load.workerCount,
    },
    {
      async take(batches) {
        await Promise.all(batches.map((batch, worker) => load.feed(worker, batch)));
      },
      failed(error) {
        log.warn(replayBroken, `The log could not be read to its end: ${error.message}`);
        load.stop();
      },
      ended: () => load.endFeed(),
    },
  );
}
