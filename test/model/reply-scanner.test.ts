import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplyScanner } from '../../src/model/reply-scanner.js';

const line = fc.string({ maxLength: 20 }).map((text) => text.replace(/[^ -~]/g, '?'));
const leaf = fc.oneof(
  line.map((text) => `+${text}\r\n`),
  line.map((text) => `-${text}\r\n`),
  fc.integer().map((number) => `:${number}\r\n`),
  fc.constantFrom('$-1\r\n', '*-1\r\n', '*0\r\n', '_\r\n', '#t\r\n', ',1.5\r\n', '$0\r\n\r\n', '=5\r\ntxt:a\r\n'),
  fc.string({ maxLength: 300 }).map((text) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`),
);
const { reply } = fc.letrec<{ reply: string }>((tie) => ({
  reply: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('reply'), { maxLength: 4 }).map((items) => `*${items.length}\r\n${items.join('')}`),
    fc
      .array(fc.tuple(leaf, tie('reply')), { maxLength: 3 })
      .map((pairs) => `%${pairs.length}\r\n${pairs.flat().join('')}`),
  ),
}));

function piecesOf(text: string, places: readonly number[]): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((left, right) => left - right);
  return [0, ...at].map((start, index) => bytes.subarray(start, at[index] ?? bytes.length));
}

function problemOf(text: string, mayBeUnasked = false): string | undefined {
  return new ReplyScanner().take(
    Buffer.from(text),
    1,
    () => 1_000,
    () => mayBeUnasked,
  );
}

describe('the reply scanner', () => {
  it('accepts requested replies, however the bytes are split, and nothing more', () => {
    fc.assert(
      fc.property(
        fc.array(reply, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (replies, places) => {
          const scanner = new ReplyScanner();
          const pieces = piecesOf(replies.join(''), places);
          for (const piece of pieces) expect(scanner.take(piece, replies.length, () => 1e6)).toBeUndefined();
          expect(scanner.take(Buffer.from('+OK\r\n'), 0, () => 1e6)).toMatch(/unsolicited/);
        },
      ),
    );
  });

  it('accepts push messages, and anything for a subscriber', () => {
    expect(problemOf('>2\r\n+invalidate\r\n*0\r\n+OK\r\n')).toBeUndefined();
    expect(problemOf('+a\r\n+b\r\n', true)).toBeUndefined();
  });

  it('leaves bytes that are not RESP to the parser', () => {
    expect(problemOf('HTTP/1.1 400 Bad Request\r\n\r\n')).toBeUndefined();
  });

  it.each([
    ['$1001\r\n', /at least 10\d\d bytes/],
    ['*400\r\n', /at least 12\d\d bytes/],
    ['%200\r\n', /at least 12\d\d bytes/],
    ['*2\r\n$500\r\n'.padEnd(510, 'x').concat('\r\n$500\r\n'), /at least 10\d\d bytes/],
    [`+${'x'.repeat(1_000)}`, /at least 1001 bytes/],
    ['*1\r\n'.repeat(40), /nested more than 32 deep/],
    ['$-5\r\n', /an invalid length \(after "\$-5"\)/],
    ['*-2\r\n', /an invalid length/],
    ['$\r\n', /an invalid length/],
    ['$1x\r\n', /an invalid length/],
    ['$1e9\r\n', /an invalid length/],
    ['+OK\r\n+OK\r\n', /unsolicited/],
  ])('rejects %j', (text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });
});
