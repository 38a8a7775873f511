import { boundsOf } from '../workload/value-size.js';
import type { DriverOptions } from './driver.js';

/** What a server may answer to anything else than an operation: who it is, its role, the members of its cluster. */
const leastBytes = 1024 * 1024;
/** Where a reply depends on all that was written to the key, or can't be known. */
const freeReplyBytes = 64 * 1024 * 1024;
/** Header and line ends of one value; a value may also be a stamp that is longer than the values. */
const perValueBytes = 1024;

const growing: ReadonlySet<string> = new Set(['append', 'list', 'zset', 'command']);

/** The longest that any reply of a run's operations can be, by what it writes. */
export function mostReplyBytes({ operations, valueSizes }: Pick<DriverOptions, 'operations' | 'valueSizes'>): number {
  const valueBytes = boundsOf(valueSizes).mostBytes + perValueBytes;
  const bounds = operations.map(({ space, keyCount }) => (growing.has(space) ? freeReplyBytes : keyCount * valueBytes));
  return Math.max(leastBytes, ...bounds);
}

/** The same for every command, as `boundReplies` asks for it. */
export function replyBound(options: Pick<DriverOptions, 'operations' | 'valueSizes'>): () => number {
  const most = mostReplyBytes(options);
  return () => most;
}
