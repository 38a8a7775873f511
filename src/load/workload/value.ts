import { formatStamp, stampBytes } from '../../model/write-stamp.js';

const padding = 'x'.repeat(1024 * 1024);

/** The value of a write: its stamp, then padding up to `valueBytes` (at least `stampBytes`). */
export function valueFor(runTag: string, keyIndex: number, sequence: number, valueBytes: number): string {
  const missing = valueBytes - stampBytes;
  const stamp = formatStamp({ runTag, keyIndex, sequence });
  return missing <= padding.length ? stamp + padding.slice(0, Math.max(0, missing)) : stamp + 'x'.repeat(missing);
}
