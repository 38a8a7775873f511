import type { Load } from '../load/load.js';
import type { RunLog } from '../progress/run-log.js';
import { replayBatches } from '../replay/replay-batches.js';
import type { Scenario } from '../scenario/scenario.js';

/** How many batches of 2,000 operations, or half a megabyte, wait to be sent. */
const mostAhead = 16;

/**
 * Feeds the commands of a log to the load, a bounded number ahead, until disposed; resolves when the first are there. Without
 * a replay it does nothing.
 */
export async function startReplay(
  load: Load,
  { workload: { replay }, phases, seed }: Scenario,
  log: RunLog,
): Promise<Disposable> {
  if (replay === null) return { [Symbol.dispose]() {} };
  let isStopped = false;
  await new Promise<void>((resolve) => {
    const feed = async () => {
      const ahead: Promise<void>[] = [];
      for await (const batch of replayBatches(replay, phases.durationMs, String(seed))) {
        if (isStopped) return;
        ahead.push(load.feed(batch));
        if (ahead.length < mostAhead) continue;
        resolve();
        await ahead.shift();
      }
    };
    feed()
      .catch((error: Error) => {
        log.warn('replay-broken', `The log could not be read to its end: ${error.message}`);
        load.stop();
      })
      .finally(resolve);
  });
  return {
    [Symbol.dispose]() {
      isStopped = true;
    },
  };
}
