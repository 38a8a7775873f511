import {
  countedAs,
  markedStale,
  missing,
  mustWait,
  notObserved,
  refreshDue,
  unchanged,
} from '../../../../audit/observation.js';
import type { OperationPlan } from '../../../../model/operation-plan.js';
import { mostReplyBytes } from '../../reply-bound.js';
import { observeBytes } from '../observe-bytes.js';
import { replyKind, unexpectedReply, type WireProtocol } from '../protocol.js';
import { memcachedHandshake } from './memcached-handshake.js';
import { isChained, type MemcachedOptions, memcachedTemplates } from './memcached-templates.js';
import { createMetaReader, noFlags } from './meta-reader.js';
import { createMultipleReads, isMultipleRead } from './multiple-reads.js';
import { readDecimal } from './reply-line.js';

/** Well below 8 hexadecimal digits: a small integer, which V8 stores without allocation. */
const mostToken = 2 ** 30;

/**
 * Memcached's meta protocol. A chained write is `mg <key> v` and `ms <key>` in one request: two commands, one round trip, two
 * replies, of which the first shows what the second replaces. Memcached runs the commands of one connection in order, and each
 * key has one writer with one write in flight, so nothing of ours comes between the two. Anything else that could (an eviction,
 * a wipe, a late write of an abandoned connection) is noticed at the next write of the key.
 *
 * Rejected alternatives, with 1.6.18: `ms C<cas>` with the number of the last acknowledged write proves the same in one atomic
 * command, but is refused after a loss, so that the audit would change what it measures; comparing numbers of `mg c` shows that
 * a predecessor is gone, but not which write replaced it; client flags (`F`, `mg f`) could carry the sequence number in fewer
 * bytes, but a wrong value with correct flags would go unnoticed.
 */
export function createMetaProtocol(options: MemcachedOptions): WireProtocol {
  const { slots, operations, view } = options;
  let encodedSlot = 0;
  const templates = memcachedTemplates('meta', options, () => slots.cas[encodedSlot]!);
  const chained = operations.map(isChained);
  /** By slot: the operation's first token; its further requests use the following ones. */
  const tokens = new Uint32Array(slots.count);
  const tokenCounts = operations.map(({ keyCount }) => Math.max(2, keyCount));
  const multiple = createMultipleReads(options, tokens);
  let nextToken = 0;
  const flags = noFlags();
  const show = showing(options, flags, tokens, multiple);

  return {
    mostRequestBytes: Math.max(...templates.map(({ mostBytes }) => mostBytes)),
    firstReplyCounts: false,
    handshake: memcachedHandshake(view.access, 'mn', 'MN'),
    encode(slot, target, at) {
      const kind = slots.kind[slot]!;
      const token = nextToken;
      tokens[slot] = token;
      nextToken += tokenCounts[kind]!;
      if (nextToken > mostToken) nextToken = 0;
      multiple.begin(slot);
      encodedSlot = slot;
      return templates[kind]!.write(target, at, slots.key[slot]!, slots.sequence[slot]!, token);
    },
    hasTwoReplies: (slot) => chained[slots.kind[slot]!]!,
    ...(operations.some(isMultipleRead) ? { continues: multiple.continues } : {}),
    createReader: (listener) => createMetaReader(listener, mostReplyBytes(options), flags),
    show,
    ...(operations.some(isConditional) && {
      // `NS` and `EX`; other errors are longer.
      isAnswer: (slot: number, start: number, end: number) =>
        end - start === 2 && isConditional(operations[slots.kind[slot]!]!),
    }),
    doubt(slot, kind, _buffer, start, end, token) {
      // There may be nothing to delete.
      const isDone =
        kind === replyKind.missing
          ? operations[slots.kind[slot]!]!.audit === 'removal'
          : kind === replyKind.text && start === end;
      return isDone && token === tokens[slot]! + 1 ? '' : 'unexpectedReply';
    },
  };
}

/** What the replies to the operations in slots show of their keys. */
function showing(
  { slots, operations, runTag: tag }: MemcachedOptions,
  flags: ReturnType<typeof noFlags>,
  tokens: Uint32Array,
  multiple: ReturnType<typeof createMultipleReads>,
): WireProtocol['show'] {
  const runTag = Buffer.from(tag);
  const observe = (slot: number, buffer: Buffer, start: number, end: number) =>
    observeBytes(buffer, start, end, runTag, slots.key[slot]! + operations[slots.kind[slot]!]!.keyBase);
  /** Flags come before the value: one that was only begun is empty. */
  const offered = (slot: number, buffer: Buffer, start: number, end: number) => {
    slots.cas[slot] = flags.cas;
    if (flags.hasWon && (flags.isStale || start === end)) return missing;
    if (flags.isTaken && start === end) return mustWait;
    const seen = observe(slot, buffer, start, end);
    return flags.isStale ? markedStale(seen) : flags.hasWon ? refreshDue(seen) : seen;
  };
  /** What a write in the slot would replace. */
  const rival = (slot: number, buffer: Buffer, start: number, end: number) => {
    slots.cas[slot] = flags.cas;
    return observe(slot, buffer, start, end) >= slots.sequence[slot]! ? unchanged : notObserved;
  };

  return (slot, kind, buffer, start, end, token) => {
    const { reply } = operations[slots.kind[slot]!]!;
    if (reply === 'values') return multiple.found(slot);
    if (token !== tokens[slot]) return unexpectedReply;
    switch (reply) {
      case 'replaced':
      case 'value':
      case 'offer':
      case 'rival':
        if (kind === replyKind.missing) return missing;
        if (kind !== replyKind.text) return unexpectedReply;
        if (reply === 'offer') return offered(slot, buffer, start, end);
        return reply === 'rival' ? rival(slot, buffer, start, end) : observe(slot, buffer, start, end);
      case 'created':
      case 'swapped':
        if (kind === replyKind.text) return start === end ? missing : unexpectedReply;
        // A condition was not met: `NF`, `NS` or `EX`.
        return reply === 'created' ? unchanged : mustWait;
      case 'ok':
        return kind === replyKind.text && start === end ? notObserved : unexpectedReply;
      case 'count':
        if (kind === replyKind.missing) return missing;
        return kind === replyKind.text ? countedAs(readDecimal(buffer, start, end), 1) : unexpectedReply;
      case 'done':
        return notObserved;
      default:
        return kind === replyKind.missing ? missing : notObserved;
    }
  };
}

/** Whether a write has a condition, and a refusal is an answer to it. */
function isConditional({ reply }: OperationPlan): boolean {
  return reply === 'created' || reply === 'swapped';
}
