import { countedAs, missing, notObserved } from '../../../../audit/observation.js';
import { mostReplyBytes } from '../../reply-bound.js';
import { observeBytes } from '../observe-bytes.js';
import { type ReplyKind, replyKind, unexpectedReply, type WireProtocol } from '../protocol.js';
import { memcachedHandshake } from './memcached-handshake.js';
import { isChained, type MemcachedOptions, memcachedTemplates } from './memcached-templates.js';
import { createTextReader } from './text-reader.js';

/**
 * Memcached's classic text protocol. A chained write is `get` and `set` in one request, for the reasons in
 * `createMetaProtocol`. Its replies carry no token: they are matched to requests by order, and by the key in a value's
 * stamp.
 */
export function createTextProtocol(options: MemcachedOptions): WireProtocol {
  const { slots, operations, view } = options;
  const templates = memcachedTemplates('text', options, () => 0);
  const chained = operations.map(isChained);
  const runTag = Buffer.from(options.runTag);

  return {
    mostRequestBytes: Math.max(...templates.map(({ mostBytes }) => mostBytes)),
    firstReplyCounts: false,
    handshake: memcachedHandshake(view.access, 'version', 'VERSION'),
    encode: (slot, target, at) =>
      templates[slots.kind[slot]!]!.write(target, at, slots.key[slot]!, slots.sequence[slot]!, 0),
    hasTwoReplies: (slot) => chained[slots.kind[slot]!]!,
    createReader: (listener) => createTextReader(listener, mostReplyBytes(options)),
    show(slot, kind, buffer, start, end, found) {
      const { reply, keyBase, keyCount } = operations[slots.kind[slot]!]!;
      switch (reply) {
        case 'replaced':
        case 'value':
          if (kind === replyKind.missing) return missing;
          // A value has integer 1, a word 0.
          if (kind !== replyKind.text || found !== 1) return unexpectedReply;
          return observeBytes(buffer, start, end, runTag, slots.key[slot]! + keyBase);
        case 'values':
          if (kind === replyKind.missing) return 0;
          if (kind === replyKind.text) return found === 1 ? found : unexpectedReply;
          return kind === replyKind.list && found <= keyCount ? found : unexpectedReply;
        case 'ok':
          return isStored(kind, buffer, start) ? notObserved : unexpectedReply;
        case 'count':
          if (kind === replyKind.missing) return missing;
          return kind === replyKind.integer ? countedAs(found, 1) : unexpectedReply;
        case 'done':
          return notObserved;
        default:
          return kind === replyKind.missing ? missing : notObserved;
      }
    },
    doubt(slot, kind, buffer, start) {
      const isDone =
        operations[slots.kind[slot]!]!.audit === 'removal'
          ? kind === replyKind.missing || isDeleted(kind, buffer, start)
          : isStored(kind, buffer, start);
      return isDone ? '' : 'unexpectedReply';
    },
  };
}

/** `DELETED`: no other reply starts with this letter. */
function isDeleted(kind: ReplyKind, buffer: Buffer, start: number): boolean {
  return kind === replyKind.text && buffer[start] === 0x44;
}

/** `STORED`: no other reply starts with this letter. */
function isStored(kind: ReplyKind, buffer: Buffer, start: number): boolean {
  return kind === replyKind.text && buffer[start] === 0x53;
}
