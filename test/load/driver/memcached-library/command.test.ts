import { expect, it } from 'vitest';
import { commandOf, wordsOf } from '../../../../src/load/driver/memcached-library/command.js';
import { operationsFor } from '../../worker-plan.js';

const commandsOf = (mix: Readonly<Record<string, number>>, chain: boolean) =>
  operationsFor(mix, chain).flatMap((operation) => wordsOf(operation).map((words) => commandOf(words, 0)));

it('a write with the chain audit is a get and a set', () => {
  expect(commandsOf({ set: 1 }, true)).toEqual([
    { verb: 'get', keys: ['__key__'], value: '', ttlSeconds: 0 },
    { verb: 'set', keys: ['__key__'], value: '__data__', ttlSeconds: 0 },
  ]);
});

it('a multi-get has several keys, and a touch a lifetime', () => {
  expect(commandsOf({ mget: 1 }, false)).toEqual([
    { verb: 'get', keys: ['__key__:0', '__key__:1', '__key__:2'], value: '', ttlSeconds: 0 },
  ]);
  expect(commandsOf({ expire: 1 }, false)).toMatchObject([{ verb: 'touch', ttlSeconds: 100_000 }]);
});

it('a lifetime is rounded to seconds, and never 0, which would mean none', () => {
  const words = ['set', 'k', '0', '__ttl__', '5', 'value'];
  expect(commandOf(words, 2_600)).toEqual({ verb: 'set', keys: ['k'], value: 'value', ttlSeconds: 3 });
  expect(commandOf(words, 100)).toMatchObject({ ttlSeconds: 1 });
});
