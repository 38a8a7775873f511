// The thread that reads a log while it is replayed, so that load threads only send.
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { memoryOf } from '../load/replay/replay-plan.js';
import { type LogReading, replayBatches } from './replay-batches.js';
import { mostAhead } from './start-log-thread.js';

/** It works ahead, so load threads and servers that need its core come first; a quarter of a contended core suffices for 50,000 lines/s. */
const lowPriority = 5;

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');
// On other systems, it would apply to the whole process.
if (process.platform === 'linux') setPriority(lowPriority);
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
