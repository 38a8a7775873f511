import { describe, expect, it } from 'vitest';
import { ServerWatch } from '../../src/run/server-watch.js';
import type { DataAccess, ServerCounters } from '../../src/topology/data-access.js';
import { BrokenFigureError } from '../../src/topology/server-figure.js';
import { fakeCluster, fakeNode } from '../fakes/fake-cluster.js';

const refused = () => Promise.reject(new Error('not in this cluster'));

const none = {
  cpuSeconds: 0,
  calls: {},
  usedMemoryBytes: 0,
  evictedKeys: 0,
  expiredKeys: 0,
  flushes: 0,
  process: 'first',
} satisfies ServerCounters;

/** What a watch reports about one server with these consecutive counters; undefined: no reply. */
async function watch(answers: readonly (Partial<ServerCounters> | undefined)[]): Promise<ServerWatch> {
  let asked = 0;
  const data: DataAccess = {
    read: refused,
    write: refused,
    flush: refused,
    expire: refused,
    expiryStepMs: 0,
    waitForReplicas: refused,
    openLine: () => ({ command: refused, [Symbol.dispose]: () => {} }),
    async inspect() {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      return answer && { ...none, ...answer };
    },
  };
  const cluster = fakeCluster([fakeNode('n1', 'primary')], { data });
  const watch = await ServerWatch.start(cluster, { commands: ['get'], launched: true });
  for (let more = 2; more < answers.length; more += 1) await watch.startMeasuring();
  await watch.stop();
  return watch;
}

it('ends at once after an error, even if a server still owes a reply', async () => {
  let questions = 0;
  const inspect = async () => {
    questions += 1;
    return questions === 1 ? none : new Promise<never>(() => {});
  };
  const base = fakeCluster([fakeNode('n1', 'primary')]);
  const cluster = { ...base, data: { ...base.data, inspect } };
  const watch = await ServerWatch.start(cluster, { commands: ['get'], launched: true });
  void watch.startMeasuring();
  await watch[Symbol.asyncDispose]();
  expect(questions).toBe(2);
});

it('does not start with figures that are not numbers, and later treats a server that returns them as silent', async () => {
  let isBroken = true;
  const inspect = async () => {
    if (isBroken) throw new BrokenFigureError('INFO says evicted_keys:', 'nan');
    return none;
  };
  const base = fakeCluster([fakeNode('n1', 'primary')]);
  const start = () =>
    ServerWatch.start({ ...base, data: { ...base.data, inspect } }, { commands: ['get'], launched: false });
  await expect(start()).rejects.toMatchObject({ exitCode: 5, message: expect.stringMatching(/evicted_keys:nan/) });
  isBroken = false;
  const watch = await start();
  isBroken = true;
  await watch.startMeasuring();
  await watch.stop();
  expect(watch.serverCounts()[0]?.[1]?.goneMs).not.toBeNull();
});

describe('keys that the servers removed', () => {
  const before = { evictedKeys: 10, expiredKeys: 100 };
  const after = { evictedKeys: 13, expiredKeys: 105 };
  const ours = { shared: false, mayHaveExpired: false };
  const shared = { shared: true, mayHaveExpired: false };

  it.each([
    ['are ours on servers that nobody else uses', ours, 'noeviction', { evicted: 3, expired: 5 }],
    ['cannot be ours on shared servers that evict nothing', shared, 'noeviction', { evicted: 0, expired: 0 }],
    ['may be ours on shared servers that evict', shared, 'volatile-lru', { evicted: 3, expired: 0 }],
    ['may be ours if the policy is unknown', shared, null, { evicted: 3, expired: 0 }],
    [
      'may be ours when the run has outlived its keys',
      { shared: true, mayHaveExpired: true },
      'noeviction',
      { evicted: 0, expired: 5 },
    ],
  ])('%s', async (_what, whose, evictionPolicy, expected) => {
    const watched = await watch([
      { ...before, evictionPolicy },
      { ...after, evictionPolicy },
    ]);
    expect(watched.removedKeys(whose)).toEqual(expected);
  });

  it('are unknown, like all figures, if a server reports nothing', async () => {
    const watched = await watch([undefined]);
    expect(watched.removedKeys(shared)).toEqual({ evicted: 0, expired: 0 });
    expect(watched.record()).toEqual([
      { node: 'n1', cpuPercent: null, executedCommands: null, usedMemoryBytes: null, evictedKeys: null },
    ]);
  });
});

it.each([
  ['evictions', [none, { evictedKeys: 9 }], true],
  ['a flush', [none, { evictedKeys: 9, flushes: 1 }], false],
  ['a restart', [none, { process: 'second' }], false],
  ['silence', [none, undefined], false],
  ['no report at all', [undefined], false],
])('knows whether the servers kept their data: %s', async (_what, answers, kept) => {
  expect((await watch(answers)).keptData).toBe(kept);
});

describe('the counters of a server', () => {
  const figures = async (...answers: readonly (Partial<ServerCounters> | undefined)[]) => {
    const [[, counts] = [null, undefined]] = (await watch(answers)).serverCounts();
    return counts;
  };

  it('are summed across a restart, even if the new process has soon counted more', async () => {
    const counts = await figures(
      { evictedKeys: 2 },
      { evictedKeys: 7, expiredKeys: 1 },
      { evictedKeys: 9, expiredKeys: 4, process: 'second' },
    );
    expect(counts?.removed).toEqual({ evicted: 5 + 9, expired: 1 + 4, flushed: 0 });
    expect(counts?.goneMs).not.toBeNull();
  });

  it('include expired memory that was reclaimed, until a flush', async () => {
    const expired = async (flushes: number) =>
      (await figures({ expiredKeys: 1 }, { expiredKeys: 2, reclaimedKeys: 40, flushes }))?.removed.expired;
    expect([await expired(0), await expired(1)]).toEqual([41, 1]);
  });

  it('continue from the last reply if somebody resets them', async () => {
    const counts = await figures({ evictedKeys: 2 }, { evictedKeys: 7 }, { evictedKeys: 1 });
    expect(counts?.removed.evicted).toBe(5 + 1);
  });

  it('cover the measured part for commands and CPU, and the whole run for removed keys', async () => {
    const counts = await figures(
      { calls: { get: 10 }, evictedKeys: 1 },
      { calls: { get: 50 }, evictedKeys: 4 },
      { calls: { get: 80 }, evictedKeys: 4 },
    );
    expect(counts?.executedCommands).toBe(30);
    expect(counts?.removed.evicted).toBe(3);
  });

  it('have the time when a count first rose, and when the server first was silent', async () => {
    const counts = await figures({}, { flushes: 1 }, undefined);
    expect(counts?.firstRemovedMs.flushed).toBeTypeOf('number');
    expect(counts?.firstRemovedMs.evicted).toBeUndefined();
    expect(counts?.goneMs).not.toBeNull();
  });
});
