import type { ReplayBatch, ReplayPlan } from '../load/replay/replay-plan.js';
import { hashSlotOfBytes } from '../model/hash-slot.js';
import { BatchBuilder } from './batch-builder.js';
import { LogClock } from './log-clock.js';
import { readLog } from './read-log.js';
import { replayedRequest } from './replayed-request.js';

/** Few enough that reading them takes less time than a core is given to a thread at once: 2.3 ms. */
const mostOperations = 500;
const mostBytes = 128 * 1024;

/** What is read of a log: everything due before `untilMs`, for this many load threads. `salt`: see `replayedRequest`. */
export interface LogReading extends Pick<ReplayPlan, 'file' | 'speed' | 'keys' | 'values'> {
  /** Of the operations, in their order. */
  readonly names: readonly string[];
  readonly untilMs: number;
  readonly salt: string;
  readonly workerCount: number;
}

/**
 * The operations of a log, in order and in bounded memory: each time a batch per load thread, together one stretch of the log.
 * A thread gets the hash slots whose number modulo the threads is its own.
 */
export async function* replayBatches(reading: LogReading): AsyncGenerator<readonly ReplayBatch[]> {
  const { file, speed, names, untilMs, salt, workerCount } = reading;
  const kinds = new Map(names.map((name, position) => [name, position]));
  const clock = new LogClock(speed);
  const builders = Array.from({ length: workerCount }, () => new BatchBuilder(mostOperations));
  let [operations, bytes] = [0, 0];
  const take = () => {
    [operations, bytes] = [0, 0];
    return builders.map((builder) => builder.take());
  };
  for await (const { lines } of readLog(file)) {
    for (const entry of lines) {
      if (entry === undefined) continue;
      const dueMs = clock.dueMs(entry);
      if (dueMs >= untilMs) {
        if (operations > 0) yield take();
        return;
      }
      const request = replayedRequest(entry, reading, salt);
      if ('refused' in request) continue;
      const hashSlot = hashSlotOfBytes(request.key);
      builders[hashSlot % workerCount]?.add(dueMs, kinds.get(request.name) ?? 0, hashSlot, request);
      operations += 1;
      bytes += request.text.length;
      if (operations === mostOperations || bytes >= mostBytes) yield take();
    }
  }
  if (operations > 0) yield take();
}
