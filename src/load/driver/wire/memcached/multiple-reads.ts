import type { OperationPlan } from '../../../../model/operation-plan.js';
import type { DriverOptions } from '../../driver.js';
import { type ReplyKind, replyKind, unexpectedReply } from '../protocol.js';
import { noToken } from './meta-reader.js';

/**
 * Counts the values of reads of several keys in the meta protocol: one quiet `mg` for each key, of which only those that are
 * there are answered, and `mn`, whose answer ends them. `tokens`: the first token of the operation in each slot; its keys have
 * that and the ones that follow. Allocates nothing per operation.
 */
export function createMultipleReads(
  { operations, slots }: Pick<DriverOptions, 'operations' | 'slots'>,
  tokens: Uint32Array,
) {
  const keyCounts = operations.map((operation) => (isMultipleRead(operation) ? operation.keyCount : 0));
  /** By slot: the values so far; `unexpectedReply` once something came that answers no key, or answers one again. */
  const found = new Int32Array(slots.count);
  /** By slot: the first key that may still be answered. */
  const nextIndex = new Int32Array(slots.count);

  return {
    begin(slot: number): void {
      found[slot] = 0;
      nextIndex[slot] = 0;
    },
    /** Whether a reply is one of several, and more follow: all but that of `mn`. */
    continues(slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number, token: number): boolean {
      const keyCount = keyCounts[slots.kind[slot]!]!;
      if (keyCount === 0 || isEnd(kind, buffer, start, end, token)) return false;
      if (kind === replyKind.error) return true;
      const index = token - tokens[slot]!;
      if (index < nextIndex[slot]! || index >= keyCount) found[slot] = unexpectedReply;
      else {
        nextIndex[slot] = index + 1;
        if (kind === replyKind.text && found[slot] !== unexpectedReply) found[slot]! += 1;
      }
      return true;
    },
    found: (slot: number): number => found[slot]!,
  };
}

/** Whether an operation reads several keys at once. */
export function isMultipleRead({ reply }: Pick<OperationPlan, 'reply'>): boolean {
  return reply === 'values';
}

/** `MN`, and no value, which has a token. */
function isEnd(kind: ReplyKind, buffer: Buffer, start: number, end: number, token: number): boolean {
  return kind === replyKind.text && token === noToken && end - start === 2 && buffer[start] === 0x4d;
}
