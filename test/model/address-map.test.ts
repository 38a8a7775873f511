import { expect, it } from 'vitest';
import { addressMapOf, parseAddress, reachedAt } from '../../src/model/address-map.js';

it.each([
  ['10.0.0.5:6379', { host: '10.0.0.5', port: 6379 }],
  ['cache-1.example:7001', { host: 'cache-1.example', port: 7001 }],
  ['[fd00::5]:6379', { host: 'fd00::5', port: 6379 }],
])('parses the address %s', (text, expected) => {
  expect(parseAddress(text)).toEqual({ value: expected });
});

it.each(['10.0.0.5', '10.0.0.5:0', '10.0.0.5:65536', '/run/redis.sock:1', 'fd00::5:6379', '[h]:1', ':1', ''])(
  'rejects %j as an address',
  (text) => {
    expect(parseAddress(text).expected).toMatch(/^a host and a port/);
  },
);

it('maps announced addresses, and leaves others unchanged', () => {
  const map = addressMapOf([
    [
      { host: 'fd00::5', port: 6379 },
      { host: '127.0.0.1', port: 7001 },
    ],
  ]);
  expect(reachedAt(map, { host: 'fd00::5', port: 6379 })).toEqual({ host: '127.0.0.1', port: 7001 });
  expect(reachedAt(map, { host: 'fd00::5', port: 6380 })).toEqual({ host: 'fd00::5', port: 6380 });
});
