import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditedSpaces, keyOfNumber, numberKeys, numbersOf } from '../../src/model/audited-spaces.js';
import type { OperationPlan } from '../../src/model/operation-plan.js';
import { operationsFor } from '../load/worker-plan.js';

const everything = { get: 1, del: 1, incr: 1, append: 1, rpush: 1, hset: 1, hget: 1, zadd: 1, mset: 1, mget: 1 };
const basesOf = (operations: readonly OperationPlan[]) =>
  new Map(operations.map(({ space, keyBase }) => [space, keyBase]));

describe('key numbers', () => {
  it('are the keys themselves if only strings are audited', () => {
    const operations = operationsFor({ get: 1, set: 1 });
    const spaces = auditedSpaces(operations, 101, 2);
    expect(spaces).toEqual({ names: ['string'], stamped: 1, stride: 102, keys: 101 });
    expect(numbersOf(spaces, 1)).toBe(101);
    expect(numberKeys(operations, spaces)).toEqual(operations);
  });

  it('have the spaces with stamps before those that are counted, and those that are not audited last', () => {
    const operations = operationsFor(everything);
    const spaces = auditedSpaces(operations, 10, 4);
    expect(spaces.names).toEqual(['string', 'hash', 'multi', 'counter', 'list']);
    expect(spaces.stamped).toBe(3);
    const bases = basesOf(numberKeys(operations, spaces));
    expect(bases.get('list')).toBe(4 * 12);
    expect(bases.get('zset')).toBeGreaterThan(bases.get('list')!);
  });

  it('identify one key and one space each, and keep a key with the worker that owns it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 9 }), (keys, workerCount) => {
        const operations = operationsFor(everything);
        const spaces = auditedSpaces(operations, keys, workerCount);
        const numbers = new Set<number>();
        for (const [space, keyBase] of basesOf(numberKeys(operations, spaces))) {
          for (let key = 0; key < keys; key += 1) {
            const number = key + keyBase;
            numbers.add(number);
            expect(number % workerCount).toBe(key % workerCount);
            if (spaces.names.includes(space)) expect(keyOfNumber(spaces, number)).toEqual({ space, key });
          }
        }
        expect(numbers.size).toBe(basesOf(operations).size * keys);
      }),
    );
  });
});
