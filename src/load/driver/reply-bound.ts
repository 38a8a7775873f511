import { boundsOf } from '../workload/value-size.js';
import type { DriverOptions } from './driver.js';

/** Upper bound for replies other than those to operations: server identity, role, cluster members. */
const leastBytes = 1024 * 1024;
/** For free commands, whose replies may contain everything written to the key. */
const freeReplyBytes = 64 * 1024 * 1024;
/** Header and line ends of one value; a stamp may also be longer than the configured value. */
const perValueBytes = 1024;

/** The longest reply to any operation of a run, given what the run writes. */
export function mostReplyBytes({ operations, valueSizes }: Pick<DriverOptions, 'operations' | 'valueSizes'>): number {
  const valueBytes = boundsOf(valueSizes).mostBytes + perValueBytes;
  const bounds = operations.map(({ space, keyCount }) =>
    space === 'command' ? freeReplyBytes : keyCount * valueBytes,
  );
  return Math.max(leastBytes, ...bounds);
}

/** The same for every command, in the form `boundReplies` takes. */
export function replyBound(options: Pick<DriverOptions, 'operations' | 'valueSizes'>): () => number {
  const most = mostReplyBytes(options);
  return () => most;
}
