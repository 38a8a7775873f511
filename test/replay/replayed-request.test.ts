import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashSlot } from '../../src/model/hash-slot.js';
import { replayedRequest } from '../../src/replay/replayed-request.js';

const kept = { keys: 'kept', values: 'kept' } as const;
const hidden = { keys: 'hashed', values: 'sizes' } as const;

function sent(words: readonly string[], options: Parameters<typeof replayedRequest>[1] = kept): readonly string[] {
  const request = replayedRequest({ words }, options, 'salt');
  if ('refused' in request) throw new Error(request.refused);
  const lines = request.text.split('\r\n');
  expect(lines[0]).toBe(`*${words.length}`);
  return lines.filter((_, index) => index > 0 && index % 2 === 0).slice(0, words.length);
}

describe('the request of a logged command', () => {
  it('is the command itself, in RESP, with the bytes of its key and value', () => {
    const request = replayedRequest({ words: ['SET', 'k', 'a\r\n\u00ff'] }, kept, '');
    const text = '*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\na\r\n\u00ff\r\n';
    expect(request).toEqual({ name: 'set', key: 'k', text, payloadBytes: 5 });
  });

  it.each([
    [['MULTI']],
    [['exec']],
    [['EVAL', 'return 1', '1', 'k']],
    [['SUBSCRIBE', 'k']],
    [['BLPOP', 'k', '0']],
    [['FLUSHALL']],
    [['CONFIG', 'SET', 'maxmemory', '1']],
    [['GET']],
    [['']],
  ])('is refused for %j', (words) => {
    expect(replayedRequest({ words }, kept, '')).toEqual({ refused: (words[0] ?? '').toLowerCase() });
  });

  it.each([
    [['GET', 'secret'], [1]],
    [
      ['SET', 'secret', 'secret', 'EX', '10'],
      [1, 2],
    ],
    [
      ['MSET', 'secret', 'secret', 'secret', 'secret'],
      [1, 2, 3, 4],
    ],
    [
      ['MGET', 'secret', 'secret'],
      [1, 2],
    ],
    [
      ['HSET', 'secret', 'field', 'secret', 'field', 'secret'],
      [1, 3, 5],
    ],
    [
      ['ZADD', 'secret', 'NX', 'CH', '1.5', 'secret', '2', 'secret'],
      [1, 5, 7],
    ],
    [
      ['XADD', 'secret', 'NOMKSTREAM', 'MAXLEN', '~', '100', 'LIMIT', '5', '*', 'field', 'secret'],
      [1, 10],
    ],
    [
      ['XADD', 'secret', '*', 'field', 'secret'],
      [1, 4],
    ],
    [
      ['SADD', 'secret', 'secret', 'secret'],
      [1, 2, 3],
    ],
    [
      ['LPUSH', 'secret', 'secret'],
      [1, 2],
    ],
    [
      ['RENAME', 'secret', 'secret'],
      [1, 2],
    ],
  ])('hides keys and values, and nothing else, of %j', (words, places) => {
    const shown = sent(words, hidden);
    words.forEach((word, place) => {
      if (places.includes(place)) expect(shown[place]).not.toContain('secret');
      else expect(shown[place]).toBe(word);
    });
  });

  it('keeps the size of a value, whether it is a number, and which are equal', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer().map(String), fc.stringMatching(/^[ -~]{0,60}$/)), (value) => {
        const [, , one = '', other = ''] = sent(['SADD', 'k', value, value], { keys: 'kept', values: 'sizes' });
        expect(one).toHaveLength(value.length);
        expect(other).toBe(one);
        expect(/^-?\d+$/.test(one)).toBe(/^-?\d+$/.test(value));
      }),
    );
  });

  it('keeps keys of one hash slot in one, equal keys equal, and others apart', () => {
    const [, one = '', other = '', third = '', again = ''] = sent(['MGET', 'a{tag}1', 'b{tag}2', 'c', 'c'], hidden);
    expect(hashSlot(one)).toBe(hashSlot(other));
    expect(new Set([one, other, third]).size).toBe(3);
    expect(again).toBe(third);
  });

  it('is refused above 1 MB', () => {
    const words = ['SET', 'k', 'x'.repeat(1024 * 1024)];
    expect(replayedRequest({ words }, kept, '')).toEqual({ refused: 'set of more than 1 MB' });
  });
});
