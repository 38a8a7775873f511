import { describe, expect, it } from 'vitest';
import { createOperationSource } from '../../src/load/operation-source.js';
import { operationsFor, workerPlan } from './worker-plan.js';

describe('the operations of a worker', () => {
  it.each([{ kind: 'uniform' }, { kind: 'zipf', exponent: 0.99 }] as const)(
    'are the same for the same seed: $kind',
    (distribution) => {
      const plan = workerPlan({ distribution, operations: operationsFor({ get: 30, set: 70 }) });
      expect(first100(plan)).toEqual(first100(plan));
    },
  );

  it('differ for another seed, and for another worker', () => {
    const plan = workerPlan({ workerCount: 2, inFlight: new SharedArrayBuffer(8) });
    const operations = first100(plan);
    expect(first100({ ...plan, seed: plan.seed + 1 })).not.toEqual(operations);
    expect(first100({ ...plan, workerIndex: 1 })).not.toEqual(operations);
  });

  it('have the same keys for any mix', () => {
    const keys = (mix: Readonly<Record<string, number>>) =>
      first100(workerPlan({ operations: operationsFor(mix) })).map(({ key }) => key);
    expect(keys({ set: 1 })).toEqual(keys({ get: 5, set: 1 }));
  });

  it.each([
    { keys: 10, workerCount: 3 },
    { keys: 9, workerCount: 3 },
    { keys: 7, workerCount: 1 },
  ])('divide $keys keys among $workerCount workers, each key with one writer', ({ keys, workerCount }) => {
    const owned = Array.from({ length: workerCount }, (_, workerIndex) =>
      createOperationSource(workerPlan({ keys, workerCount, workerIndex })),
    );
    expect(owned.reduce((sum, { ownKeys }) => sum + ownKeys, 0)).toBe(keys);
    for (const { nextKey, ownKeys } of owned)
      for (let draw = 0; draw < 100; draw += 1) expect(nextKey()).toBeLessThan(ownKeys);
  });
});

function first100(plan: Parameters<typeof createOperationSource>[0]) {
  const source = createOperationSource(plan);
  return Array.from({ length: 100 }, () => ({ kind: source.nextKind(), key: source.nextKey() }));
}
