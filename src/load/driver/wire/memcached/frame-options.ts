import { formatStamp } from '../../../../model/write-stamp.js';

/** What all requests of one worker have in common. */
export interface MemcachedFrameOptions {
  readonly runTag: string;
  readonly valueBytes: number;
  /** Seconds until a written key expires; 0: never. At most 30 days: memcached takes more for a date (doc/protocol.txt, "Expiration times"). */
  readonly ttlSeconds: number;
}

/** A value whose stamp is filled in for each use. */
export function templateValue({ runTag, valueBytes }: MemcachedFrameOptions): string {
  return formatStamp({ runTag, keyIndex: 0, sequence: 0 }).padEnd(valueBytes, 'x');
}

/** What INCR adds, and what APPEND adds to a value. */
export const increment = 1;
export const appended = 'x';
