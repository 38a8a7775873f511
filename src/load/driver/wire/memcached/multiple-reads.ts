import type { OperationPlan } from '../../../../model/operation-plan.js';
import type { DriverOptions } from '../../driver.js';
import { type ReplyKind, replyKind, unexpectedReply } from '../protocol.js';
import { noToken } from './meta-reader.js';

/**
 * Counts the values of multi-key reads in the meta protocol: one quiet `mg` per key, answered only for keys that exist, then
 * `mn`, whose answer ends the read. `tokens`: the first token of the operation in each slot; its keys use that and the
 * following ones. Allocates nothing per operation.
 */
export function createMultipleReads(
  { operations, slots }: Pick<DriverOptions, 'operations' | 'slots'>,
  tokens: Uint32Array,
) {
  const keyCounts = operations.map((operation) => (isMultipleRead(operation) ? operation.keyCount : 0));
  /** By slot: values so far; `unexpectedReply` after a reply that matches no key, or one already answered. */
  const found = new Int32Array(slots.count);
  /** By slot: the first key that may still be answered. */
  const nextIndex = new Int32Array(slots.count);

  return {
    begin(slot: number): void {
      found[slot] = 0;
      nextIndex[slot] = 0;
    },
    /** Whether more replies follow this one: true for all but the reply to `mn`. */
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

/** Whether an operation reads several keys. */
export function isMultipleRead({ reply }: Pick<OperationPlan, 'reply'>): boolean {
  return reply === 'values';
}

/** `MN`, not a value, which has a token. */
function isEnd(kind: ReplyKind, buffer: Buffer, start: number, end: number, token: number): boolean {
  return kind === replyKind.text && token === noToken && end - start === 2 && buffer[start] === 0x4d;
}
