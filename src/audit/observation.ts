import { parseStamp } from '../model/write-stamp.js';

/** What a server showed of a key, other than one of our sequence numbers, which are 0 or above. */
export const missing = -1;
export const foreign = -2;
export const notObserved = -3;
/** A write changed nothing, because the key existed. */
export const unchanged = -6;
/** To be asked again: another reader is reading the value from the origin, or another write came first. */
export const mustWait = -7;
/** Below this: see `answeredForAnother`. */
const shared = -100;
/** Below this: see `refreshDue`. Below the shared ones, which are 32-bit numbers. */
const due = -(2 ** 40);
/** Below this: see `markedStale`. Below the due ones. */
const marked = -(2 ** 44);

/** What a read showed that another one was waiting for: as a number below all of the above. */
export function answeredForAnother(sequence: number): number {
  return shared - sequence;
}

/** What a read showed that should be refreshed: as a number below all of the above. */
export function refreshDue(sequence: number): number {
  return sequence >= 0 ? due - sequence : sequence;
}

/** What a read showed although a write had marked it as stale: as a number below all of the above. */
export function markedStale(sequence: number): number {
  return sequence >= 0 ? marked - sequence : sequence;
}

/** What was shown, whoever asked, and whether or not it is stale or should be refreshed. */
export function originalOf(seen: number): number {
  if (isMarkedStale(seen)) return marked - seen;
  if (isDue(seen)) return due - seen;
  return isForAnother(seen) ? shared - seen : seen;
}

export function isForAnother(seen: number): boolean {
  return seen <= shared && seen > due;
}

export function isDue(seen: number): boolean {
  return seen <= due && seen > marked;
}

export function isMarkedStale(seen: number): boolean {
  return seen <= marked;
}

/** Marks a number between two key spaces that belongs to no key. */
export const noKey = -5;

/**
 * Which of our writes a value came from: its sequence number, `missing` for no value, `foreign` if it has no stamp, or that
 * of another run or key. `keyIndex` is the global index.
 */
export function observedSequence(value: string | null, runTag: string, keyIndex: number): number {
  if (value === null) return missing;
  const stamp = parseStamp(value);
  return stamp?.runTag === runTag && stamp.keyIndex === keyIndex ? stamp.sequence : foreign;
}

/** How often a key with this number was incremented; `foreign` if our counts can't have produced it. */
export function countedAs(number: number, unit: number): number {
  return Number.isInteger(number) && number >= 0 && number <= mostCounted * unit && number % unit === 0
    ? number / unit
    : foreign;
}

/** The ledger stores 32-bit counts. */
const mostCounted = 2 ** 31 - 1;
