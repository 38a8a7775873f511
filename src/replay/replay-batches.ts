import type { ReplayBatch, ReplayPlan } from '../load/replay/replay-plan.js';
import { hashSlot } from '../model/hash-slot.js';
import { LogClock } from './log-clock.js';
import { readLog } from './read-log.js';
import { type ReplayedRequest, replayedRequest } from './replayed-request.js';

const mostOperations = 2_000;
const mostBytes = 512 * 1024;

/** The operations of a log that are due before `untilMs`, in order and in bounded memory. `salt`: see `replayedRequest`. */
export async function* replayBatches(plan: ReplayPlan, untilMs: number, salt: string): AsyncGenerator<ReplayBatch> {
  const kinds = new Map(plan.summary.operations.map(({ name }, position) => [name, position]));
  const clock = new LogClock(plan.speed);
  let open: (ReplayedRequest & { readonly dueMs: number })[] = [];
  let openBytes = 0;
  for await (const { lines } of readLog(plan.file)) {
    for (const entry of lines) {
      if (entry === undefined) continue;
      const dueMs = clock.dueMs(entry);
      if (dueMs >= untilMs) {
        if (open.length > 0) yield batchOf(open, kinds);
        return;
      }
      const request = replayedRequest(entry, plan, salt);
      if ('refused' in request) continue;
      open.push({ ...request, dueMs });
      openBytes += request.text.length;
      if (open.length < mostOperations && openBytes < mostBytes) continue;
      yield batchOf(open, kinds);
      [open, openBytes] = [[], 0];
    }
  }
  if (open.length > 0) yield batchOf(open, kinds);
}

function batchOf(
  requests: readonly (ReplayedRequest & { readonly dueMs: number })[],
  kinds: ReadonlyMap<string, number>,
): ReplayBatch {
  let end = 0;
  return {
    dueMs: Float64Array.from(requests, ({ dueMs }) => dueMs),
    kinds: Uint16Array.from(requests, ({ name }) => kinds.get(name) ?? 0),
    hashSlots: Uint16Array.from(requests, ({ key }) => hashSlot(key)),
    ends: Uint32Array.from(requests, ({ text }) => {
      end += text.length;
      return end;
    }),
    requests: Buffer.from(requests.map(({ text }) => text).join(''), 'latin1'),
  };
}
