import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreign, missing } from '../../../../../src/audit/observation.js';
import { createTextProtocol } from '../../../../../src/load/driver/wire/memcached/text-protocol.js';
import { createTextReader } from '../../../../../src/load/driver/wire/memcached/text-reader.js';
import { replyKind, unexpectedReply } from '../../../../../src/load/driver/wire/protocol.js';
import { Slots } from '../../../../../src/load/slots.js';
import { valueFor } from '../../../../../src/load/workload/value.js';
import { memcachedOptions } from './memcached-options.js';
import { anyData, anyPlaces, cut, type Reply, readIn, sentence } from './reader-fixture.js';

const runTag = 'a1b2c3d4';
const valueBlock = (data: Buffer) =>
  Buffer.concat([Buffer.from(`VALUE some-key 0 ${data.length}\r\n`), data, Buffer.from('\r\n')]);
const endOfValues = Buffer.from('END\r\n');
const line = (text: string, kind: number, integer = 0) => ({
  bytes: Buffer.from(`${text}\r\n`),
  means: [kind, text, integer] as const,
});
const anyReply: fc.Arbitrary<{ readonly bytes: Buffer; readonly means: Reply }> = fc.oneof(
  anyData.map((data) => ({
    bytes: Buffer.concat([valueBlock(data), endOfValues]),
    means: [replyKind.text, data.toString('latin1'), 1] as const,
  })),
  fc.array(anyData, { minLength: 2, maxLength: 4 }).map((several) => {
    const bytes = Buffer.concat([...several.map(valueBlock), endOfValues]);
    return { bytes, means: [replyKind.list, bytes.toString('latin1'), several.length] as const };
  }),
  fc.constantFrom('END', 'NOT_FOUND').map((word) => line(word, replyKind.missing)),
  fc.constantFrom('STORED', 'DELETED', 'TOUCHED', 'OK', 'VERSION 1.6.18').map((word) => line(word, replyKind.text)),
  fc.constantFrom('NOT_STORED', 'EXISTS', 'ERROR').map((word) => line(word, replyKind.error)),
  fc.nat().map((number) => line(String(number), replyKind.integer, number)),
  sentence.map((text) => line(`SERVER_ERROR ${text}`, replyKind.error)),
);

describe('the parser of text replies', () => {
  it('parses the same replies, however the bytes are split', () => {
    fc.assert(
      fc.property(fc.array(anyReply, { maxLength: 12 }), anyPlaces, (given, places) => {
        const read = readIn(createTextReader, cut(Buffer.concat(given.map(({ bytes }) => bytes)), places));
        expect(read).toEqual({ understood: true, replies: given.map(({ means }) => means) });
      }),
    );
  });

  it('treats an error in the middle of the values as the whole reply', () => {
    const bytes = Buffer.concat([valueBlock(Buffer.from('a')), Buffer.from('SERVER_ERROR out of memory\r\n')]);
    expect(readIn(createTextReader, [bytes]).replies).toEqual([[replyKind.error, 'SERVER_ERROR out of memory', 0]]);
  });

  it.each(['+OK\r\n', '\r\n', 'ENDED\r\n', 'VALUE k 0\r\n', 'VALUE k 0 1\r\nab\r\n', 'VALUE k 0 1\r\na\r\nSTORED\r\n'])(
    'rejects everything after %j',
    (text) => {
      expect(readIn(createTextReader, [Buffer.from(text)])).toEqual({ replies: [], understood: false });
    },
  );
});

it.each([
  ['END\r\n', 0],
  ['VALUE k 0 2\r\nhi\r\nEND\r\n', 1],
  [`${'VALUE k 0 2\r\nhi\r\n'.repeat(3)}END\r\n`, 3],
  [`${'VALUE k 0 2\r\nhi\r\n'.repeat(4)}END\r\n`, unexpectedReply],
  ['STORED\r\n', unexpectedReply],
])('a read of three keys in the text protocol finds in %j %d values', (answer, found) => {
  const slots = new Slots(1, 1);
  const protocol = createTextProtocol(memcachedOptions(slots, { runTag, mix: { mget: 1 }, keysPerOperation: 3 }));
  const seen: number[] = [];
  protocol.createReader((...reply) => seen.push(protocol.show(0, ...reply))).read(Buffer.from(answer), answer.length);
  expect(seen).toEqual([found]);
  const target = Buffer.alloc(protocol.mostRequestBytes);
  const names = [0, 1, 2].map((index) => `cache-bench:a1b2c3d4:multi:{00000000}:${index}`);
  expect(target.toString('latin1', 0, protocol.encode(0, target, 0))).toBe(`get ${names.join(' ')}\r\n`);
});

describe('the text protocol', () => {
  it('sends a chained write as a read and a store in one piece, and returns both replies', () => {
    const slots = new Slots(1, 1);
    const protocol = createTextProtocol(memcachedOptions(slots, { runTag, ttlSeconds: 30, valueBytes: 24 }));
    const target = Buffer.alloc(protocol.mostRequestBytes);
    const shown: number[] = [];
    const doubts: string[] = [];
    const reader = protocol.createReader((...reply) => {
      shown.push(protocol.show(0, ...reply));
      doubts.push(protocol.doubt(0, ...reply));
    });
    const answer = (text: string) => reader.read(Buffer.from(text), text.length);

    slots.kind[0] = 1;
    slots.key[0] = 12;
    slots.sequence[0] = 3;
    expect(target.toString('latin1', 0, protocol.encode(0, target, 0))).toBe(
      'get cache-bench:a1b2c3d4:00000012\r\nset cache-bench:a1b2c3d4:00000012 0 30 24\r\na1b2c3d40000000c00000003\r\n',
    );
    expect(protocol.hasTwoReplies(0)).toBe(true);
    answer(`VALUE k 0 24\r\n${valueFor(runTag, 12, 2, 24)}\r\nEND\r\nSTORED\r\nEND\r\nDELETED\r\n`);
    answer(`VALUE k 0 24\r\n${valueFor(runTag, 13, 2, 24)}\r\nEND\r\n`);
    expect(shown).toEqual([2, unexpectedReply, missing, unexpectedReply, foreign]);
    expect(doubts.map((doubt) => doubt === '')).toEqual([false, true, false, false, false]);

    slots.kind[0] = 0;
    expect(protocol.hasTwoReplies(0)).toBe(false);
    expect(target.toString('latin1', 0, protocol.encode(0, target, 0))).toBe('get cache-bench:a1b2c3d4:00000012\r\n');
    answer('STORED\r\nEND\r\n');
    expect(shown.slice(5)).toEqual([unexpectedReply, missing]);
  });
});
