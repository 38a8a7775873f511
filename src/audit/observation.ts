import { parseStamp } from '../model/write-stamp.js';

/** What a server showed of a key, where it was no sequence number of ours. Sequence numbers are 0 or above. */
export const missing = -1;
export const foreign = -2;
export const notObserved = -3;
/** In the place of a number between two spaces of keys, which is that of no key. */
export const noKey = -5;

/**
 * Which of our writes a value came from: its sequence number, `missing` for no value, `foreign` when it carries no stamp,
 * or that of another run or another key. `keyIndex` is the global one.
 */
export function observedSequence(value: string | null, runTag: string, keyIndex: number): number {
  if (value === null) return missing;
  const stamp = parseStamp(value);
  return stamp?.runTag === runTag && stamp.keyIndex === keyIndex ? stamp.sequence : foreign;
}

/** How often a key was counted up that stands at this number; `foreign` when we can't have brought it there. */
export function countedAs(number: number, unit: number): number {
  return Number.isInteger(number) && number >= 0 && number <= mostCounted * unit && number % unit === 0
    ? number / unit
    : foreign;
}

/** The ledger keeps counts in 32 bits. */
const mostCounted = 2 ** 31 - 1;
