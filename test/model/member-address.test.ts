import { describe, expect, it } from 'vitest';
import { memberAddress, parseRedirection } from '../../src/model/member-address.js';

const asked = { host: '10.0.0.9', port: 7000 };

describe("a member's address", () => {
  it.each([
    ['10.0.0.1', 7001, { host: '10.0.0.1', port: 7001 }],
    ['cache-1.example', '7001', { host: 'cache-1.example', port: 7001 }],
    ['::1', 7001, { host: '::1', port: 7001 }],
    [null, 7001, { host: asked.host, port: 7001 }],
    ['', 7001, { host: asked.host, port: 7001 }],
    ['?', 7001, { host: asked.host, port: 7001 }],
    ['/run/secret.sock', 7001, undefined],
    ['./secret.sock', 7001, undefined],
    ['a b', 7001, undefined],
    ['h'.repeat(6_000), 7001, undefined],
    ['10.0.0.1', 0, undefined],
    ['10.0.0.1', 65_536, undefined],
    ['10.0.0.1', 'http', undefined],
    ['10.0.0.1', null, undefined],
  ])('is parsed from %s and %s', (host, port, expected) => {
    expect(memberAddress(host, port, asked)).toEqual(expected);
  });

  it('is missing if a member without a name would be at a socket path', () => {
    expect(memberAddress('', 7001, { host: '/run/redis.sock', port: 0 })).toBeUndefined();
  });
});

describe('a redirection', () => {
  it.each([
    ['MOVED 3999 127.0.0.1:6381', { isAsk: false, hashSlot: 3999, endpoint: { host: '127.0.0.1', port: 6381 } }],
    ['ASK 3999 ::1:6381', { isAsk: true, hashSlot: 3999, endpoint: { host: '::1', port: 6381 } }],
    ['MOVED 0 :6381', { isAsk: false, hashSlot: 0, endpoint: { host: asked.host, port: 6381 } }],
    ['MOVED 0 /run/secret.sock:0', { hashSlot: 0, place: '/run/secret.sock:0', endpoint: undefined }],
  ])('is parsed: %s', (message, expected) => {
    expect(parseRedirection(message, asked)).toMatchObject(expected);
  });

  it.each(['TRYAGAIN Multiple keys request during rehashing of slot', 'ERR MOVED 1 a:1', 'MOVED 16384 a:1'])(
    'is rejected: %s',
    (message) => {
      expect(parseRedirection(message, asked)).toBeUndefined();
    },
  );
});
