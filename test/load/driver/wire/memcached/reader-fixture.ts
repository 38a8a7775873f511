import fc from 'fast-check';
import type { ProtocolReader, ReplyListener } from '../../../../../src/load/driver/wire/protocol.js';

export type Reply = readonly [kind: number, text: string, integer: number];

const mostReplyBytes = 1024 * 1024;

/** The result of parsing bytes that arrive in these pieces. */
export function readIn(
  create: (listener: ReplyListener, mostReplyBytes: number) => ProtocolReader,
  pieces: readonly Buffer[],
) {
  const replies: Reply[] = [];
  const reader = create((kind, buffer, start, end, integer) => {
    replies.push([kind, buffer.toString('latin1', start, end), integer]);
  }, mostReplyBytes);
  // Like a socket's buffer, reused for each piece and larger than it.
  const shared = Buffer.alloc(Math.max(1, ...pieces.map(({ length }) => length)) + 7, '\r');
  const understood = pieces.every((piece) => {
    piece.copy(shared);
    return reader.read(shared, piece.length);
  });
  return { replies, understood };
}

export function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((left, right) => left - right);
  return [0, ...at].map((start, index) => bytes.subarray(start, at[index] ?? bytes.length));
}

export const anyData = fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes));
export const anyPlaces = fc.array(fc.nat(), { maxLength: 20 });
export const sentence = fc
  .string({ maxLength: 30 })
  .map((text) => text.replace(/[\r\n]/g, ' ').replace(/[^\x20-\x7e]/g, '?'));
