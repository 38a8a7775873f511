import { describe, expect, it } from 'vitest';
import { ServerWatch } from '../../src/experiment/server-watch.js';
import type { DataAccess, ServerCounters } from '../../src/topology/topology.js';
import { fakeCluster, fakeNode } from './fake-cluster.js';

const refused = () => Promise.reject(new Error('not in this cluster'));

/** What a watch tells of one server that answers with these counters, one after the other; undefined: it says nothing. */
async function watch(answers: readonly (Partial<ServerCounters> | undefined)[]): Promise<ServerWatch> {
  let asked = 0;
  const data: DataAccess = {
    read: refused,
    write: refused,
    call: refused,
    waitForReplicas: refused,
    openLine: () => ({ command: refused, [Symbol.dispose]: () => {} }),
    async inspect() {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      const none = { cpuSeconds: 0, calls: {}, usedMemoryBytes: 0, evictedKeys: 0, expiredKeys: 0 };
      return answer && { ...none, ...answer };
    },
  };
  const watch = await ServerWatch.start(fakeCluster([fakeNode('n1', 'primary')], { data }), []);
  await watch.stop();
  return watch;
}

describe('keys that the servers removed', () => {
  const before = { evictedKeys: 10, expiredKeys: 100 };
  const after = { evictedKeys: 13, expiredKeys: 105 };
  const ours = { shared: false, mayHaveExpired: false };
  const shared = { shared: true, mayHaveExpired: false };

  it.each([
    ['are ours on servers that nobody else uses', ours, 'noeviction', { evicted: 3, expired: 5 }],
    ['can not be ours on shared servers that evict nothing', shared, 'noeviction', { evicted: 0, expired: 0 }],
    ['may be ours on shared servers that evict', shared, 'volatile-lru', { evicted: 3, expired: 0 }],
    ['may be ours where the policy is not told', shared, null, { evicted: 3, expired: 0 }],
    [
      'may be ours when the run has outlived its keys',
      { shared: true, mayHaveExpired: true },
      'noeviction',
      { evicted: 0, expired: 5 },
    ],
  ])('%s', async (_what, whose, evictionPolicy, expected) => {
    const told = await watch([
      { ...before, evictionPolicy },
      { ...after, evictionPolicy },
    ]);
    expect(told.removedKeys(whose)).toEqual(expected);
  });

  it('are unknown, and so are all figures, of a server that tells nothing', async () => {
    const told = await watch([undefined]);
    expect(told.removedKeys(shared)).toEqual({ evicted: 0, expired: 0 });
    expect(told.told()).toEqual([
      { node: 'n1', cpuPercent: null, executedCommands: null, usedMemoryBytes: null, evictedKeys: null },
    ]);
  });
});
