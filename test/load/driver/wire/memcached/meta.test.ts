import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  markedStale,
  missing,
  mustWait,
  notObserved,
  refreshDue,
  unchanged,
} from '../../../../../src/audit/observation.js';
import { createMetaProtocol } from '../../../../../src/load/driver/wire/memcached/meta-protocol.js';
import { createMetaReader, noToken } from '../../../../../src/load/driver/wire/memcached/meta-reader.js';
import { replyKind, unexpectedReply } from '../../../../../src/load/driver/wire/protocol.js';
import { memcachedCommands } from '../../../../../src/load/pattern/memcached-commands.js';
import { Slots } from '../../../../../src/load/slots.js';
import { valueFor } from '../../../../../src/load/workload/value.js';
import type { OperationPlan } from '../../../../../src/model/operation-plan.js';
import { keyName } from '../../../../../src/model/write-stamp.js';
import { memcachedOptions } from './memcached-options.js';
import { anyData, anyPlaces, cut, type Reply, readIn, sentence } from './reader-fixture.js';

const runTag = 'a1b2c3d4';
const token = fc.nat({ max: 2 ** 32 - 1 });
const hexadecimal = (number: number) => number.toString(16).padStart(8, '0');
const anyReply: fc.Arbitrary<{ readonly bytes: Buffer; readonly means: Reply }> = fc.oneof(
  fc.tuple(anyData, token, fc.constantFrom('', ' kOther', ' c9 f0')).map(([data, number, flags]) => ({
    bytes: Buffer.concat([
      Buffer.from(`VA ${data.length}${flags} O${hexadecimal(number)}\r\n`),
      data,
      Buffer.from('\r\n'),
    ]),
    means: [replyKind.text, data.toString('latin1'), number] as const,
  })),
  token.map((number) => ({
    bytes: Buffer.from(`HD O${hexadecimal(number)}\r\n`),
    means: [replyKind.text, '', number] as const,
  })),
  fc.tuple(fc.constantFrom('EN', 'NF'), token).map(([code, number]) => ({
    bytes: Buffer.from(`${code} O${hexadecimal(number)}\r\n`),
    means: [replyKind.missing, '', number] as const,
  })),
  fc.constantFrom('NS', 'EX').map((code) => ({
    bytes: Buffer.from(`${code} O00000001\r\n`),
    means: [replyKind.error, code, 1] as const,
  })),
  fc.constantFrom('MN', 'VERSION 1.6.18').map((text) => ({
    bytes: Buffer.from(`${text}\r\n`),
    means: [replyKind.text, text, noToken] as const,
  })),
  fc.tuple(fc.constantFrom('CLIENT_ERROR ', 'SERVER_ERROR ', 'ERROR '), sentence).map(([word, text]) => ({
    bytes: Buffer.from(`${word}${text}\r\n`),
    means: [replyKind.error, word + text, noToken] as const,
  })),
);

describe('the parser of meta replies', () => {
  it('parses the same replies, however the bytes are split', () => {
    fc.assert(
      fc.property(fc.array(anyReply, { maxLength: 12 }), anyPlaces, (given, places) => {
        const read = readIn(createMetaReader, cut(Buffer.concat(given.map(({ bytes }) => bytes)), places));
        expect(read).toEqual({ understood: true, replies: given.map(({ means }) => means) });
      }),
    );
  });

  it.each([
    '+OK\r\n',
    '\r\n',
    'HDX\r\n',
    'HD\rX',
    'VA\r\n',
    'VA x\r\n',
    'VA 2 \r\nabc\r\n',
    'ERRORS\r\n',
    'x'.repeat(3_000),
  ])('rejects everything after %j', (text) => {
    expect(readIn(createMetaReader, [Buffer.from(text)])).toEqual({ replies: [], understood: false });
  });
});

function protocolFor(
  given: { readonly chain?: boolean; readonly ttlSeconds?: number; readonly valueBytes?: number } = {},
) {
  const slots = new Slots(1, 4);
  const protocol = createMetaProtocol(memcachedOptions(slots, { runTag, ...given }));
  const send = (slot: number, kind: 'get' | 'set', key: number, sequence = 0) => {
    slots.kind[slot] = kind === 'get' ? 0 : 1;
    slots.key[slot] = key;
    slots.sequence[slot] = sequence;
    const target = Buffer.alloc(3 + protocol.mostRequestBytes, '.');
    const text = target.toString('latin1', 3, protocol.encode(slot, target, 3));
    const tokens = [...text.matchAll(/ O([0-9a-f]{8})\r\n/g)].map(([, digits]) => digits);
    return { text, tokens };
  };
  const shown = (slot: number, reply: string) => {
    const seen: number[] = [];
    const doubts: string[] = [];
    const reader = protocol.createReader((...reply) => seen.push(protocol.show(slot, ...reply)));
    const doubter = protocol.createReader((...reply) => doubts.push(protocol.doubt(slot, ...reply)));
    doubter.read(Buffer.from(reply), reply.length);
    reader.read(Buffer.from(reply), reply.length);
    return { seen, doubts };
  };
  return { protocol, send, shown };
}

/** The result of a multi-get of three keys in the first slot for a reply with tokens `a`, `b` and `c`. */
function multipleRead(): { readonly request: string; readonly shown: (answer: string) => number } {
  const slots = new Slots(1, 4);
  const protocol = createMetaProtocol(memcachedOptions(slots, { runTag, mix: { mget: 1 }, keysPerOperation: 3 }));
  slots.key[0] = 7;
  const target = Buffer.alloc(protocol.mostRequestBytes);
  const encoded = () => target.toString('latin1', 0, protocol.encode(0, target, 0));
  // Not the first one, whose tokens start with 0.
  encoded();
  const request = encoded();
  const tokens = [...request.matchAll(/ O([0-9a-f]{8})\r\n/g)].map(([, digits]) => digits);
  return {
    request,
    shown(answer) {
      encoded();
      protocol.encode(0, target, 0);
      const again = [...encoded().matchAll(/ O([0-9a-f]{8})\r\n/g)].map(([, digits]) => digits);
      const named = answer.replaceAll(/O([abc])\b/g, (_, letter: string) => `O${again['abc'.indexOf(letter)]}`);
      const text = named.replaceAll('Oearlier', `O${tokens[0]}`);
      let seen = Number.NaN;
      const reader = protocol.createReader((...reply) => {
        if (protocol.continues?.(0, ...reply) !== true) seen = protocol.show(0, ...reply);
      });
      expect(reader.read(Buffer.from(text), text.length)).toBe(true);
      return seen;
    },
  };
}

describe('a multi-get in the meta protocol', () => {
  it('requests each key quietly, and then the end', () => {
    const names = [0, 1, 2].map((index) => `cache-bench:a1b2c3d4:multi:{00000007}:${index}`);
    const lines = multipleRead()
      .request.replaceAll(/O[0-9a-f]{8}/g, 'O')
      .split('\r\n');
    expect(lines).toEqual([...names.map((name) => `mg ${name} v q O`), 'mn', '']);
  });

  it.each([
    ['MN\r\n', 0],
    ['VA 2 Ob\r\nhi\r\nMN\r\n', 1],
    ['VA 2 Oa\r\nMN\r\nVA 0 Oc\r\n\r\nMN\r\n', 2],
    // A proxy that does not know q.
    ['EN Oa\r\nVA 2 Ob\r\nhi\r\nEN Oc\r\nMN\r\n', 1],
    ['VA 2 Oearlier\r\nhi\r\nMN\r\n', unexpectedReply],
    ['VA 2 Ob\r\nhi\r\nVA 2 Ob\r\nhi\r\nVA 2 Oc\r\nhi\r\nMN\r\n', unexpectedReply],
    ['VA 2\r\nhi\r\nMN\r\n', unexpectedReply],
  ])('finds in %j %d values', (answer, found) => {
    expect(multipleRead().shown(answer)).toBe(found);
  });
});

describe('the meta protocol', () => {
  it('sends a chained write as a read and a store in one piece, for every key, sequence and size', () => {
    const index = fc.nat({ max: 2 ** 31 - 1 });
    const keyIndex = fc.nat({ max: 99_999_999 });
    fc.assert(
      fc.property(keyIndex, index, fc.integer({ min: 24, max: 300 }), (key, sequence, valueBytes) => {
        const { text, tokens } = protocolFor({ valueBytes }).send(0, 'set', key, sequence);
        const name = keyName(runTag, key);
        const value = valueFor(runTag, key, sequence, valueBytes);
        expect(text).toBe(`mg ${name} v O${tokens[0]}\r\nms ${name} ${valueBytes} O${tokens[1]}\r\n${value}\r\n`);
      }),
    );
  });

  it('sends a plain write without the read, with a time to live on request', () => {
    const { protocol, send } = protocolFor({ chain: false, ttlSeconds: 60, valueBytes: 24 });
    expect(send(0, 'set', 7, 1).text).toMatch(
      /^ms cache-bench:a1b2c3d4:00000007 24 T60 O[0-9a-f]{8}\r\na1b2c3d40000000700000001\r\n$/,
    );
    expect(protocol.hasTwoReplies(0)).toBe(false);
  });

  it('returns what a chained write replaced, and then that it was stored', () => {
    const { protocol, send, shown } = protocolFor();
    const { tokens } = send(1, 'set', 7, 5);
    expect(protocol.hasTwoReplies(1)).toBe(true);
    const old = valueFor(runTag, 7, 4, 40);
    const { seen, doubts } = shown(1, `VA 40 O${tokens[0]}\r\n${old}\r\nHD O${tokens[1]}\r\n`);
    expect([seen[0], doubts[1]]).toEqual([4, '']);
    expect(shown(1, `EN O${tokens[0]}\r\n`).seen).toEqual([missing]);
  });

  it('rejects a reply to another request', () => {
    const { send, shown } = protocolFor();
    const earlier = send(0, 'get', 7).tokens[0];
    const { tokens } = send(0, 'get', 7);
    expect(shown(0, `EN O${earlier}\r\nEN\r\nEN O${tokens[0]}\r\n`).seen).toEqual([
      unexpectedReply,
      unexpectedReply,
      missing,
    ]);
    const write = send(0, 'set', 7, 1).tokens;
    expect(shown(0, `HD O${earlier}\r\nEN O${write[1]}\r\n`)).toEqual({
      seen: [unexpectedReply, unexpectedReply],
      doubts: ['unexpectedReply', 'unexpectedReply'],
    });
  });
});

describe('a pattern in the meta protocol', () => {
  const lifetime = { ms: 60_000, jitter: 0, graceMs: 0 };
  const setting = { isNewerOnly: false, holding: null, hasSuffix: false, lifetime } as const;
  const { read, fill, setIfNewer, mark } = memcachedCommands;
  const offer = { refreshMs: 0, isEarly: false, holdMs: null, isMarked: false };
  const [compare, swap] = setIfNewer(setting).map(({ request }) => request) as [OperationPlan, OperationPlan];

  /** One request for key 7, at version 5, with the number 12 from an earlier reply. */
  function protocolWith(operation: OperationPlan) {
    const slots = new Slots(1, 1);
    const protocol = createMetaProtocol({
      ...memcachedOptions(slots, { runTag, valueBytes: 24 }),
      operations: [operation],
    });
    [slots.key[0], slots.sequence[0], slots.cas[0]] = [7, 5, 12];
    const target = Buffer.alloc(protocol.mostRequestBytes);
    const request = target.toString('latin1', 0, protocol.encode(0, target, 0));
    const shown = (reply: string) => {
      let seen = Number.NaN;
      const reader = protocol.createReader((kind, buffer, start, end, token) => {
        const isError = kind === replyKind.error && protocol.isAnswer?.(0, start, end) !== true;
        seen = isError ? Number.NaN : protocol.show(0, kind, buffer, start, end, token);
      });
      expect(reader.read(Buffer.from(reply), reply.length)).toBe(true);
      return { seen, cas: slots.cas[0] };
    };
    return { request, shown };
  }

  const name = keyName(runTag, 7);
  const stamped = (version: number) => valueFor(runTag, 7, version, 24);

  it.each([
    [read(offer), `mg ${name} v O00000000\r\n`],
    [read({ ...offer, holdMs: 2_000 }), `mg ${name} v c N3 O00000000\r\n`],
    [read({ ...offer, refreshMs: 12_000, holdMs: 500 }), `mg ${name} v c N2 R13 O00000000\r\n`],
    [read({ ...offer, isMarked: true }), `mg ${name} v c O00000000\r\n`],
    [fill(setting, 'nothing'), `ms ${name} 24 T60 O00000000\r\n${stamped(5)}\r\n`],
    [fill({ ...setting, holding: 'lease' }, 'nothing'), `ms ${name} 24 T60 C12 O00000000\r\n${stamped(5)}\r\n`],
    [fill({ ...setting, isNewerOnly: true }, 'nothing'), `ms ${name} 24 T60 ME O00000000\r\n${stamped(5)}\r\n`],
    [fill({ ...setting, isNewerOnly: true }, 'value'), `ms ${name} 24 T60 C12 O00000000\r\n${stamped(5)}\r\n`],
    [mark!(10_000), `md ${name} I T10 O00000000\r\n`],
    [compare, `mg ${name} v c O00000000\r\n`],
    [swap, `ms ${name} 24 T60 C12 O00000000\r\n${stamped(5)}\r\n`],
  ])('sends its requests: %#', (operation, request) => {
    expect(protocolWith(operation).request).toBe(request);
  });

  // As memcached 1.6.18 answers, with a value of ours.
  it.each([
    ['EN O00000000\r\n', missing, 12],
    [`VA 24 c3 O00000000\r\n${stamped(2)}\r\n`, 2, 3],
    ['VA 0 c1 O00000000 W\r\n\r\n', missing, 1],
    ['VA 0 c1 O00000000 Z\r\n\r\n', mustWait, 1],
    [`VA 24 c3 O00000000 W\r\n${stamped(2)}\r\n`, refreshDue(2), 3],
    [`VA 24 c3 O00000000 Z\r\n${stamped(2)}\r\n`, 2, 3],
    [`VA 24 c4 O00000000 X W\r\n${stamped(2)}\r\n`, missing, 4],
    [`VA 24 c4 O00000000 Z X\r\n${stamped(2)}\r\n`, markedStale(2), 4],
    ['VA 0 c4 O00000000 X W\r\n\r\n', missing, 4],
    ['VA 0 c4 O00000000 Z X\r\n\r\n', mustWait, 4],
  ])('reads an offer: %j', (reply, seen, cas) => {
    expect(protocolWith(read({ ...offer, holdMs: 1_000 })).shown(reply)).toEqual({ seen, cas });
  });

  it.each([
    ['HD O00000000\r\n', missing, missing],
    ['EX O00000000\r\n', unchanged, mustWait],
    ['NF O00000000\r\n', unchanged, mustWait],
    ['NS O00000000\r\n', unchanged, mustWait],
    ['SERVER_ERROR out of memory storing object\r\n', Number.NaN, Number.NaN],
  ])('reads whether a condition was met: %j', (reply, filled, swapped) => {
    expect(protocolWith(fill({ ...setting, holding: 'lease' }, 'nothing')).shown(reply).seen).toBe(filled);
    expect(protocolWith(swap).shown(reply).seen).toBe(swapped);
  });

  it.each([
    ['EN O00000000\r\n', missing],
    [`VA 24 c3 O00000000\r\n${stamped(4)}\r\n`, notObserved],
    ['VA 0 c3 O00000000 Z\r\n\r\n', notObserved],
    [`VA 24 c3 O00000000\r\n${stamped(5)}\r\n`, unchanged],
    [`VA 24 c3 O00000000\r\n${stamped(6)}\r\n`, unchanged],
  ])('compares the version that is there with its own: %j', (reply, seen) => {
    expect(protocolWith(compare).shown(reply).seen).toBe(seen);
  });
});
