import { missing, notObserved } from '../../../../audit/observation.js';
import { observeBytes } from '../observe-bytes.js';
import { type ReplyKind, replyKind, unexpectedReply, type WireProtocol } from '../protocol.js';
import { memcachedHandshake } from './memcached-handshake.js';
import type { MemcachedProtocolOptions } from './meta-protocol.js';
import { TextFrames } from './text-frames.js';
import { createTextReader } from './text-reader.js';

/**
 * Memcached's classic text protocol. A chained write is `get` and `set` in one piece, for the reasons that `createMetaProtocol`
 * gives. Its replies carry no token: which request one belongs to is told by its order, and by the key that the stamp of a value names.
 */
export function createTextProtocol(options: MemcachedProtocolOptions): WireProtocol {
  const { slots, chain } = options;
  const frames = new TextFrames(options);
  const runTag = Buffer.from(options.runTag);

  return {
    mostRequestBytes: frames.mostBytes * (chain ? 2 : 1),
    handshake: memcachedHandshake(options.access, 'version', 'VERSION'),
    encode(slot, target, at) {
      const key = slots.key[slot]!;
      if (slots.kind[slot] !== setCode) return frames.encodeGet(target, at, key);
      const setAt = chain ? frames.encodeGet(target, at, key) : at;
      return frames.encodeSet(target, setAt, key, slots.sequence[slot]!);
    },
    repliesOf: (slot) => (chain && slots.kind[slot] === setCode ? 2 : 1),
    createReader: createTextReader,
    show(slot, kind: ReplyKind, buffer, start, end, found) {
      const isWrite = slots.kind[slot] === setCode;
      if (!isWrite || chain) {
        if (kind === replyKind.missing) return missing;
        if (kind === replyKind.text && found === 1) return observeBytes(buffer, start, end, runTag, slots.key[slot]!);
      }
      // A value has integer 1, a word 0.
      return isWrite && kind === replyKind.text && buffer[start] === 0x53 ? notObserved : unexpectedReply;
    },
  };
}
