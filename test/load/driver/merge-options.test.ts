import { expect, it } from 'vitest';
import { mergeOptions, optionNames } from '../../../src/load/driver/merge-options.js';

it("lays the user's options over ours, and merges tables", () => {
  const retry = () => 50;
  const ours = { port: 1, retry, socket: { connectTimeout: 9, host: 'a' }, tags: ['x'] };
  expect(mergeOptions(ours, { retry: 5, socket: { connectTimeout: 1, keepAlive: true }, tags: ['y'] })).toEqual({
    ...{ port: 1, retry: 5, tags: ['y'] },
    socket: { connectTimeout: 1, keepAlive: true, host: 'a' },
  });
  expect(mergeOptions(ours, null)).toEqual(ours);
});

it('names options at any depth', () => {
  expect(optionNames({ a: 1, redisOptions: { password: 'x', tls: {} } })).toEqual([
    'a',
    'redisOptions',
    'password',
    'tls',
  ]);
});
