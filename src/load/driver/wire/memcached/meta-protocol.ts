import { missing, notObserved } from '../../../../audit/observation.js';
import type { Access } from '../../../../model/access.js';
import type { Slots } from '../../../slots.js';
import { observeBytes } from '../observe-bytes.js';
import { type ReplyKind, replyKind, unexpectedReply, type WireProtocol } from '../protocol.js';
import type { MemcachedFrameOptions } from './frame-options.js';
import { memcachedHandshake } from './memcached-handshake.js';
import { MetaFrames } from './meta-frames.js';
import { createMetaReader } from './meta-reader.js';

export interface MemcachedProtocolOptions extends MemcachedFrameOptions {
  /** Whether a write asks for the value that it replaces. */
  readonly chain: boolean;
  readonly slots: Slots;
  readonly access: Access;
}

/**
 * Memcached's meta protocol. A chained write is `mg <key> v` and `ms <key>` in one piece: two commands, one round trip, two
 * replies, of which the first shows what the second replaces. Memcached runs the commands of one connection in order, and each
 * key has one writer with one write under way, so nothing of ours comes between the two. What else could (an eviction, a wipe, a late
 * write of a connection that was given up) is seen at the next write of the key.
 *
 * Ways that were left aside, with 1.6.18: `ms C<cas>` with the number of the last acknowledged write proves the same in one atomic
 * command, but is refused after a loss, so that the audit would change what it measures; comparing numbers of `mg c` tells that a
 * predecessor is gone, and not which write stands there instead; the client flags (`F`, `mg f`) could carry the sequence
 * in fewer bytes, but a wrong value under right flags would not be noticed.
 */
export function createMetaProtocol(options: MemcachedProtocolOptions): WireProtocol {
  const { slots, chain } = options;
  const frames = new MetaFrames(options);
  const runTag = Buffer.from(options.runTag);
  /** The token of the operation in each slot, an even number; a chained write's second request has the next one. */
  const tokens = new Uint32Array(slots.count);
  let lastToken = 0;
  const isChained = (slot: number) => chain && slots.kind[slot] === setCode;

  return {
    mostRequestBytes: frames.mostBytes * (chain ? 2 : 1),
    handshake: memcachedHandshake(options.access, 'mn', 'MN'),
    encode(slot, target, at) {
      lastToken = (lastToken + 2) >>> 0;
      tokens[slot] = lastToken;
      const key = slots.key[slot]!;
      if (slots.kind[slot] !== setCode) return frames.encodeGet(target, at, key, lastToken);
      const sequence = slots.sequence[slot]!;
      if (!chain) return frames.encodeSet(target, at, key, sequence, lastToken);
      const setAt = frames.encodeGet(target, at, key, lastToken);
      return frames.encodeSet(target, setAt, key, sequence, lastToken + 1);
    },
    repliesOf: (slot) => (isChained(slot) ? 2 : 1),
    createReader: createMetaReader,
    show(slot, kind: ReplyKind, buffer, start, end, token) {
      const isStore = slots.kind[slot] === setCode && token === tokens[slot]! + (chain ? 1 : 0);
      if (isStore) return kind === replyKind.text && start === end ? notObserved : unexpectedReply;
      if (token !== tokens[slot]) return unexpectedReply;
      if (kind === replyKind.missing) return missing;
      return kind === replyKind.text ? observeBytes(buffer, start, end, runTag, slots.key[slot]!) : unexpectedReply;
    },
  };
}
