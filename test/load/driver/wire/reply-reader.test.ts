import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replyKind } from '../../../../src/load/driver/wire/protocol.js';
import { ReplyReader } from '../../../../src/load/driver/wire/reply-reader.js';

type Reply = readonly [kind: number, text: string, integer: number];

/** What the reader makes of bytes that come in pieces of the given sizes. */
function readIn(pieces: readonly Buffer[]): { readonly replies: Reply[]; readonly understood: boolean } {
  const replies: Reply[] = [];
  const reader = new ReplyReader((kind, buffer, start, end, integer) => {
    replies.push([kind, buffer.toString('latin1', start, end), integer]);
  });
  // The socket's buffer is used again for each piece, and is larger than it.
  const shared = Buffer.alloc(Math.max(1, ...pieces.map(({ length }) => length)) + 7, '$');
  const understood = pieces.every((piece) => {
    piece.copy(shared);
    return reader.read(shared, piece.length);
  });
  return { replies, understood };
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((left, right) => left - right);
  return [0, ...at].map((start, index) => bytes.subarray(start, at[index] ?? bytes.length));
}

const line = fc.string({ maxLength: 30 }).map((text) => text.replace(/[\r\n]/g, ' ').replace(/[^\x20-\x7e]/g, '?'));
const bulk = fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes));
const anyReply: fc.Arbitrary<{ readonly bytes: Buffer; readonly means: Reply }> = fc.oneof(
  line.map((text) => ({ bytes: Buffer.from(`+${text}\r\n`), means: [replyKind.text, text, 0] as const })),
  line.map((text) => ({ bytes: Buffer.from(`-${text}\r\n`), means: [replyKind.error, text, 0] as const })),
  fc.integer().map((number) => ({
    bytes: Buffer.from(`:${number}\r\n`),
    means: [replyKind.integer, String(number), number] as const,
  })),
  fc.constantFrom('$-1\r\n', '_\r\n').map((text) => ({
    bytes: Buffer.from(text),
    means: [replyKind.missing, '', 0] as const,
  })),
  bulk.map((value) => ({
    bytes: Buffer.concat([Buffer.from(`$${value.length}\r\n`), value, Buffer.from('\r\n')]),
    means: [replyKind.text, value.toString('latin1'), 0] as const,
  })),
);

describe('the reader of replies', () => {
  it('reads the same replies, however the bytes are cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(anyReply, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 20 }), (given, places) => {
        const { replies, understood } = readIn(cut(Buffer.concat(given.map(({ bytes }) => bytes)), places));
        expect(understood).toBe(true);
        expect(replies).toEqual(given.map(({ means }) => means));
      }),
    );
  });

  it('reads byte by byte', () => {
    const bytes = Buffer.from('$5\r\nhe\r\no\r\n:-7\r\n');
    expect(readIn([...bytes].map((byte) => Buffer.from([byte]))).replies).toEqual([
      [replyKind.text, 'he\r\no', 0],
      [replyKind.integer, '-7', -7],
    ]);
  });

  it.each(['HTTP/1.1 200 OK\r\n', '\u0000\u0001\r\n', '$x\r\n'])('understands nothing after %j', (text) => {
    expect(readIn([Buffer.from(text)])).toEqual({ replies: [], understood: false });
  });
});
