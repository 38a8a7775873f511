import { formatStamp, stampBytes } from '../../model/write-stamp.js';
import type { ValuePadding } from './value-padding.js';

const sameLetter = 'x'.repeat(1024 * 1024);

/**
 * The value of a write: its stamp, then padding up to `valueBytes` (at least `stampBytes`), taken from the pool, or the
 * letter x without one. All ASCII. `keyBase` is added to the key number in the stamp.
 */
export function valueFor(
  runTag: string,
  keyIndex: number,
  sequence: number,
  valueBytes: number,
  padding?: ValuePadding,
  keyBase = 0,
): string {
  const stamp = formatStamp({ runTag, keyIndex: keyIndex + keyBase, sequence });
  const missing = Math.max(0, valueBytes - stampBytes);
  if (padding === undefined)
    return stamp + (missing <= sameLetter.length ? sameLetter.slice(0, missing) : 'x'.repeat(missing));
  const from = padding.offsetOf(keyIndex, sequence);
  return stamp + padding.pool.toString('latin1', from, from + missing);
}
