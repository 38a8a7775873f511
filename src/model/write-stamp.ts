import type { KeySpaceName } from './operation-plan.js';

/**
 * The identification in a written value, so that every reader (audit, relay, a person with redis-cli) knows which write it
 * came from: 8 characters of run tag, 8 hexadecimal digits of key index, 8 of sequence number; padding follows. A key's
 * sequence numbers start at 1; 0 is the preloaded value.
 */
export interface WriteStamp {
  readonly runTag: string;
  readonly keyIndex: number;
  readonly sequence: number;
}

/** The smallest value that can carry a stamp. */
export const stampBytes = 24;
export const runTagCharacters = 8;

/** The stamp's text: always exactly `stampBytes` ASCII characters. */
export function formatStamp(stamp: WriteStamp): string {
  return stamp.runTag + hexadecimal(stamp.keyIndex) + hexadecimal(stamp.sequence);
}

/** Parses the stamp at the start of a value; `undefined` if there is none. */
export function parseStamp(value: string): WriteStamp | undefined {
  const digits = value.slice(runTagCharacters, stampBytes);
  if (!/^[0-9a-f]{16}$/.test(digits)) return undefined;
  return {
    runTag: value.slice(0, runTagCharacters),
    keyIndex: Number.parseInt(digits.slice(0, 8), 16),
    sequence: Number.parseInt(digits.slice(8), 16),
  };
}

/** Digits of a key's number in its name: constant, so that every request of a kind has the same length. */
export const keyDigits = 8;

/** The name of a key in the space `string`. The run tag separates runs from each other, and our keys from all others. */
export function keyName(runTag: string, keyIndex: number): string {
  return keyNameIn('string', runTag, keyIndex);
}

/** The name of a key in any space. Keys in the same request share a hash tag, and thus a slot. */
export function keyNameIn(space: KeySpaceName, runTag: string, keyIndex: number): string {
  const { before, after } = keyNameAround(space, runTag);
  return before + String(keyIndex).padStart(keyDigits, '0') + after;
}

/** The text before and after the number in the key names of a space. */
export function keyNameAround(
  space: KeySpaceName,
  runTag: string,
): { readonly before: string; readonly after: string } {
  const ours = `cache-bench:${runTag}:`;
  if (space === 'string') return { before: ours, after: '' };
  return space === 'multi' ? { before: `${ours}multi:{`, after: '}' } : { before: `${ours}${space}:`, after: '' };
}

/** The common part of the key names in a multi-key request, up to the end of their hash tag; otherwise the name itself. */
export function commonName(name: string): string {
  return name.slice(0, name.lastIndexOf('}') + 1) || name;
}

/** The name of a canary: a write-once key. */
export function canaryName(runTag: string, canaryIndex: number): string {
  return `cache-bench:${runTag}:canary:${canaryIndex}`;
}

function hexadecimal(number: number): string {
  return number.toString(16).padStart(8, '0');
}
