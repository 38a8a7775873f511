import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replyKind } from '../../../../src/load/driver/wire/protocol.js';
import { ReplyReader } from '../../../../src/load/driver/wire/reply-reader.js';

type Reply = readonly [kind: number, text: string, integer: number];

/** The result of parsing bytes that arrive in pieces of the given sizes. */
function readIn(pieces: readonly Buffer[]): { readonly replies: Reply[]; readonly understood: boolean } {
  const replies: Reply[] = [];
  const reader = new ReplyReader((kind, buffer, start, end, integer) => {
    replies.push([kind, buffer.toString('latin1', start, end), integer]);
  }, 1024 * 1024);
  // Like a socket's buffer, reused for each piece and larger than it.
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

/** Aggregates of RESP2 and RESP3, each one reply, with the number of direct elements that exist. */
const anyAggregate: fc.Arbitrary<{ readonly bytes: Buffer; readonly present: number }> = fc
  .tuple(
    fc.constantFrom('*', '~', '%'),
    fc.array(fc.oneof(anyReply, fc.array(anyReply, { maxLength: 3 })), { maxLength: 6 }),
  )
  .map(([type, elements]) => {
    const counted = type === '%' ? elements.slice(0, elements.length - (elements.length % 2)) : elements;
    const whole = counted.map((element) =>
      Array.isArray(element) ? listOf(element.map(({ bytes }) => bytes)) : element.bytes,
    );
    const count = type === '%' ? counted.length / 2 : counted.length;
    const missing = counted.filter(
      (element) => !Array.isArray(element) && element.means[0] === replyKind.missing,
    ).length;
    return {
      bytes: Buffer.concat([Buffer.from(`${type}${count}\r\n`), ...whole]),
      present: counted.length - missing,
    };
  });

function listOf(elements: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from(`*${elements.length}\r\n`), ...elements]);
}

describe('the RESP parser', () => {
  it('treats an aggregate as one reply, however deep it is and however it is split', () => {
    fc.assert(
      fc.property(fc.array(anyAggregate, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 20 }), (given, places) => {
        const { replies, understood } = readIn(cut(Buffer.concat(given.map(({ bytes }) => bytes)), places));
        expect(understood).toBe(true);
        expect(replies.map(([kind, , present]) => [kind, present])).toEqual(
          given.map(({ present }) => [replyKind.list, present]),
        );
      }),
    );
  });

  it('skips what a server pushes unsolicited, and parses the other types of RESP3', () => {
    const text =
      '>2\r\n+invalidate\r\n*1\r\n$1\r\na\r\n#t\r\n,1.5\r\n(12345678901234567890\r\n=5\r\ntxt:a\r\n!5\r\nERR x\r\n*-1\r\n';
    expect(readIn([Buffer.from(text)]).replies.map(([kind, , integer]) => [kind, integer])).toEqual([
      [replyKind.integer, 1],
      [replyKind.text, 0],
      [replyKind.text, 0],
      [replyKind.text, 0],
      [replyKind.error, 0],
      [replyKind.missing, 0],
    ]);
  });

  it('parses the same replies, however the bytes are split', () => {
    fc.assert(
      fc.property(fc.array(anyReply, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 20 }), (given, places) => {
        const { replies, understood } = readIn(cut(Buffer.concat(given.map(({ bytes }) => bytes)), places));
        expect(understood).toBe(true);
        expect(replies).toEqual(given.map(({ means }) => means));
      }),
    );
  });

  it('parses byte by byte', () => {
    const bytes = Buffer.from('$5\r\nhe\r\no\r\n:-7\r\n');
    expect(readIn([...bytes].map((byte) => Buffer.from([byte]))).replies).toEqual([
      [replyKind.text, 'he\r\no', 0],
      [replyKind.integer, '-7', -7],
    ]);
  });

  it.each([
    'HTTP/1.1 200 OK\r\n',
    '\u0000\u0001\r\n',
    '$x\r\n',
    '*x\r\n+a\r\n',
    '$-5\r\n',
    '*-2\r\n',
    '$99999999999\r\n',
    '*999999999\r\n',
  ])('rejects everything after %j', (text) => {
    expect(readIn([Buffer.from(text)])).toEqual({ replies: [], understood: false });
  });
});
