import type { ReplayOptions, ReplaySummary } from '../load/replay/replay-plan.js';
import { planReplayed } from '../load/workload/plan-operations.js';
import { sum } from '../units/sum.js';
import { LogClock } from './log-clock.js';
import type { LogFormat } from './log-entry.js';
import { readLog } from './read-log.js';
import { replayedRequest } from './replayed-request.js';
import { RequestSizes } from './request-sizes.js';

/** Distinct names of commands that are not replayed; further ones count together. */
const mostNames = 100;
const otherNames = '(others)';

/**
 * Reads a log to its end, or to the first command that is due at `untilMs` or later. Rejects with a text that states the
 * problem if it can't be read, or has nothing to replay.
 */
export async function summarizeLog(options: ReplayOptions, untilMs: number): Promise<ReplaySummary> {
  const clock = new LogClock(options.speed);
  const replayed = new Map<string, RequestSizes>();
  const databases = new Set<number>();
  const notReplayed: Record<string, number> = {};
  const counts = { lines: 0, malformed: 0, mostRequestBytes: 0 };
  let [format, spanMs]: [LogFormat, number] = ['monitor', 0];
  reading: for await (const part of readLog(options.file)) {
    format = part.format;
    for (const entry of part.lines) {
      if (entry === undefined) {
        counts.lines += 1;
        counts.malformed += 1;
        continue;
      }
      const dueMs = clock.dueMs(entry);
      if (dueMs >= untilMs) break reading;
      counts.lines += 1;
      const request = replayedRequest(entry, options, '');
      if ('refused' in request) {
        const name =
          request.refused in notReplayed || Object.keys(notReplayed).length < mostNames ? request.refused : otherNames;
        notReplayed[name] = (notReplayed[name] ?? 0) + 1;
        continue;
      }
      databases.add(entry.database);
      const sizes = replayed.get(request.name) ?? new RequestSizes();
      replayed.set(request.name, sizes);
      sizes.add(request.payloadBytes, request.text.length);
      counts.mostRequestBytes = Math.max(counts.mostRequestBytes, request.text.length);
      spanMs = dueMs;
    }
  }
  const kinds = [...replayed];
  return {
    ...counts,
    format,
    notReplayed,
    replayed: sum(kinds.map(([, { calls }]) => calls)),
    databases: [...databases].sort(ascending),
    spanMs,
    operations: kinds.map(([name, { calls }]) => planReplayed(name, calls)),
    requestSizes: kinds.map(([, sizes]) => sizes.parts()),
  };
}

function ascending(one: number, other: number): number {
  return one - other;
}
