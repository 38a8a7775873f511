import { countedAs, missing, notObserved } from '../../../../audit/observation.js';
import { mostReplyBytes } from '../../reply-bound.js';
import { observeBytes } from '../observe-bytes.js';
import { replyKind, unexpectedReply, type WireProtocol } from '../protocol.js';
import { memcachedHandshake } from './memcached-handshake.js';
import { isChained, type MemcachedOptions, memcachedTemplates } from './memcached-templates.js';
import { createMetaReader } from './meta-reader.js';
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
  const templates = memcachedTemplates('meta', options);
  const chained = operations.map(isChained);
  const runTag = Buffer.from(options.runTag);
  /** By slot: the operation's first token; its further requests use the following ones. */
  const tokens = new Uint32Array(slots.count);
  const tokenCounts = operations.map(({ keyCount }) => Math.max(2, keyCount));
  const multiple = createMultipleReads(options, tokens);
  let nextToken = 0;

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
      return templates[kind]!.write(target, at, slots.key[slot]!, slots.sequence[slot]!, token);
    },
    hasTwoReplies: (slot) => chained[slots.kind[slot]!]!,
    ...(operations.some(isMultipleRead) ? { continues: multiple.continues } : {}),
    createReader: (listener) => createMetaReader(listener, mostReplyBytes(options)),
    show(slot, kind, buffer, start, end, token) {
      const { reply, keyBase } = operations[slots.kind[slot]!]!;
      if (reply === 'values') return multiple.found(slot);
      if (token !== tokens[slot]) return unexpectedReply;
      switch (reply) {
        case 'replaced':
        case 'value':
          if (kind === replyKind.missing) return missing;
          if (kind !== replyKind.text) return unexpectedReply;
          return observeBytes(buffer, start, end, runTag, slots.key[slot]! + keyBase);
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
    },
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
