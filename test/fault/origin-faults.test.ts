import { expect, test } from 'vitest';
import { originFaultRefusal, originFaults } from '../../src/fault/origin/origin-faults.js';
import { keysOf } from '../../src/model/table.js';
import type { Origin } from '../../src/origin/origin.js';

test("every fault can strike what we start, and nothing that is the user's", () => {
  for (const name of keysOf(originFaults)) {
    expect(originFaultRefusal(originFaults[name], 'postgres')).toBeUndefined();
    expect(originFaultRefusal(originFaults[name], 'http')).toBeUndefined();
    expect(originFaultRefusal(originFaults[name], 'existing')).toMatch(/^(the process of )?origin existing /);
  }
});

test('a fault without effect has no proof', async () => {
  const unmoved: Origin = {
    version: null,
    readyMs: 0,
    connection: {
      ...{ protocol: 'rest', readUrl: '', writeUrl: null, keyPrefix: '' },
      ...{ connections: 1, connectTimeoutMs: 1, statementTimeoutMs: 1 },
    },
    counts: async () => null,
    isServing: async () => true,
    readTimeMs: async () => 1,
    kill: async () => {},
    restart: async () => {},
    stop: async () => {},
    isStopped: async () => false,
    continue: async () => {},
    slow: async () => {},
    limit: async () => {},
    isWithin: async () => false,
    [Symbol.asyncDispose]: async () => {},
  };
  for (const name of keysOf(originFaults)) {
    const injection = await originFaults[name].inject(unmoved, {});
    expect(await injection.prove(), name).toBeUndefined();
    await injection.heal();
    await injection.heal();
  }
});
