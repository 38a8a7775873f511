// The thread that reads a log while it is replayed, so that load threads only send.
import { parentPort, workerData } from 'node:worker_threads';
import { memoryOf } from '../load/replay/replay-plan.js';
import { type LogReading, replayBatches } from './replay-batches.js';
import { mostAhead } from './start-log-thread.js';

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');
let ahead = 0;
let onUsed = () => {};
port.on('message', () => {
  ahead -= 1;
  onUsed();
});
for await (const batches of replayBatches(workerData as LogReading)) {
  port.postMessage(batches, batches.flatMap(memoryOf));
  ahead += 1;
  while (ahead === mostAhead)
    await new Promise<void>((resolve) => {
      onUsed = resolve;
    });
}
port.close();
