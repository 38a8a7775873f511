import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEntry } from '../../src/replay/log-entry.js';

/** As a server writes a word: sdscatrepr in redis/src/sds.c. */
function quoted(bytes: Uint8Array): string {
  const named: Readonly<Record<number, string>> = {
    10: '\\n',
    13: '\\r',
    9: '\\t',
    7: '\\a',
    8: '\\b',
    34: '\\"',
    92: '\\\\',
  };
  const shown = [...bytes].map((byte) => {
    if (named[byte] !== undefined) return named[byte];
    return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `"${shown.join('')}"`;
}

describe('a line of MONITOR', () => {
  // The examples of redis.io/docs/latest/commands/monitor.
  it.each([
    ['1339518083.107412 [0 127.0.0.1:60866] "keys" "*"', ['keys', '*']],
    ['1339518087.877697 [0 127.0.0.1:60866] "dbsize"', ['dbsize']],
    ['1339518096.506257 [0 127.0.0.1:60866] "get" "x"', ['get', 'x']],
    [
      '+1339518099.363765 [0 127.0.0.1:60866] "eval" "return redis.call(\'set\',\'x\',\'7\')" "0"',
      ['eval', "return redis.call('set','x','7')", '0'],
    ],
    ['1339518100.544926 [0 lua] "del" "x"', ['del', 'x']],
    ['1339518100.544926 [9 [::1]:60866] "set" "x" ""', ['set', 'x', '']],
    ['1339518100.544926 [0 unix:/tmp/redis.sock] "get" "a] \\"b"', ['get', 'a] "b']],
  ])('%s', (line, words) => {
    const entry = parseEntry(line, 'monitor');
    expect(entry?.words).toEqual(words);
    expect(entry?.atMs).toBeCloseTo(Number.parseFloat(line.replace('+', '')) * 1000, 3);
  });

  it('gives every word byte for byte, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 6 }), (words) => {
        const line = `1339518083.107412 [0 127.0.0.1:60866] ${words.map(quoted).join(' ')}`;
        expect(parseEntry(line, 'monitor')?.words.map((word) => [...Buffer.from(word, 'latin1')])).toEqual(
          words.map((word) => [...word]),
        );
      }),
    );
  });

  it.each([
    '',
    'OK',
    'garbage',
    '1339518083.107412 [0 127.0.0.1:60866] get x',
    '1.1 [0 a:1] "get" "x',
    '1.1 [0 a:1] "a\\" "b',
  ])('is no command: %s', (line) => expect(parseEntry(line, 'monitor')).toBeUndefined());

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('monitor' as const, 'ndjson' as const), (line, format) => {
        parseEntry(line, format);
        parseEntry(`1.5 [0 a:1] "${line}`, format);
      }),
    );
  });
});

describe('a line of NDJSON', () => {
  it('has its words in UTF-8', () => {
    const line = Buffer.from('{"atMs": 12.5, "command": ["SET", "é", 1]}').toString('latin1');
    const entry = parseEntry(line, 'ndjson');
    expect(entry).toEqual({ atMs: 12.5, database: 0, words: ['SET', Buffer.from('é').toString('latin1'), '1'] });
  });

  it.each(['{}', '[]', 'null', '{"atMs": "1", "command": ["GET"]}', '{"atMs": 1, "command": []}', '{"atMs": 1'])(
    'is no command: %s',
    (line) => expect(parseEntry(line, 'ndjson')).toBeUndefined(),
  );
});
