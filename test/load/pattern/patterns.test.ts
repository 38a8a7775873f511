import { describe, expect, it } from 'vitest';
import { firstVersion } from '../../../src/origin/first-version.js';
import { lostWrites } from '../../../src/run/lost-write-behind.js';
import { runInMemory } from './run-pattern.js';

/** One operation after the other. */
const alone = { connections: 1, ratePerSecond: null, pacer: { kind: 'closed' }, durationMs: 3_600_000 } as const;

describe('ttl-only', () => {
  it('spares the origin as the formula says', async () => {
    const [ratePerSecond, keys, ttlMs] = [2_000, 100, 150];
    const { stats, origin } = await runInMemory({
      kind: 'ttl-only',
      options: { ttl: `${ttlMs}ms`, jitter: '0%' },
      plan: { ratePerSecond, keys, connections: 16, pacer: { kind: 'poisson' }, durationMs: 1_500 },
    });
    // Jung et al. 2003: Poisson reads at rate L with a TTL of T hit with probability L T / (1 + L T).
    const readsPerTtl = ((ratePerSecond / keys) * ttlMs) / 1000;
    const offload = 1 - origin.reads / stats.operations.ok;
    expect(Math.abs(offload - readsPerTtl / (1 + readsPerTtl))).toBeLessThan(0.1);
  });

  it('returns old values within the ttl, and none after it', async () => {
    const { totals, calls } = await runInMemory({
      kind: 'ttl-only',
      options: { ttl: '20ms' },
      mix: { get: 9, set: 1 },
      plan: { keys: 10, durationMs: 300, ratePerSecond: 2_000 },
    });
    expect(totals.stale).toMatchObject({ race: 0, notInvalidated: 0, lostInvalidation: 0, late: 0 });
    expect(totals.stale.allowed).toBeGreaterThan(0);
    expect(calls.DEL).toBeUndefined();
  });
});

describe('cache-aside', () => {
  it('finds each key whose deletion the cache acknowledged and did not carry out', async () => {
    const cached = new Set<string>();
    const swallowed = new Set<string>();
    const stale = new Set<string>();
    const { totals, staleKeys } = await runInMemory({
      kind: 'cache-aside',
      mix: { get: 8, set: 2 },
      plan: { ...alone, keys: 100, requests: 5_000, intervalMs: 1 },
      meddling: ([command, name = '']) => {
        if (command === 'SET') cached.add(name);
        if (command === 'GET' && swallowed.has(name)) stale.add(name);
        if (command !== 'DEL') return undefined;
        const isPlanted = cached.has(name) && !swallowed.has(name) && swallowed.size < 10;
        if (isPlanted) swallowed.add(name);
        else {
          cached.delete(name);
          // Nobody read the old value: another one is needed.
          if (!stale.has(name)) swallowed.delete(name);
        }
        return isPlanted ? { reply: 1 } : undefined;
      },
    });
    expect(stale.size).toBe(10);
    expect(staleKeys).toEqual(new Set([...stale].map((name) => Number(name.split(':').at(-1)))));
    expect(totals.stale).toMatchObject({ race: 0, notInvalidated: 0, allowed: 0, late: 0 });
    expect(totals.stale.lostInvalidation).toBeGreaterThanOrEqual(10);
  });

  it('names the keys whose deletion failed', async () => {
    const { totals } = await runInMemory({
      kind: 'cache-aside',
      mix: { get: 8, set: 2 },
      plan: { ...alone, keys: 100, requests: 2_000 },
      meddling: ([command]) => (command === 'DEL' ? 'fail' : undefined),
    });
    expect(totals.stale).toMatchObject({ race: 0, lostInvalidation: 0 });
    expect(totals.stale.notInvalidated).toBeGreaterThan(0);
  });

  it('deletes twice', async () => {
    const { stats, calls, origin } = await runInMemory({
      kind: 'cache-aside',
      options: { invalidate: 'delete-twice', secondDeleteAfter: '20ms' },
      mix: { get: 0, set: 1 },
      plan: { ...alone, requests: 50 },
    });
    expect(stats.operations).toMatchObject({ ok: 50 });
    expect({ writes: origin.writes, deletions: calls.DEL }).toEqual({ writes: 50, deletions: 100 });
  });

  it.each([
    ['single-flight', 1],
    ['none', 8],
  ])('with stampede %s has at most %i reads of a key at once', async (stampede, most) => {
    const { origin } = await runInMemory({
      kind: 'cache-aside',
      options: { stampede },
      plan: { ...alone, connections: 8, keys: 1, requests: 100 },
      readMs: 20,
    });
    expect(origin.mostAtOnce).toBe(most);
  });

  it('remembers rows that do not exist', async () => {
    const reads = async (options: Readonly<Record<string, unknown>>) => {
      const plan = { ...alone, keys: 20, requests: 500 };
      const { origin, stats } = await runInMemory({ kind: 'cache-aside', options, plan });
      expect(stats.operations).toMatchObject({ ok: 500 });
      return origin.reads;
    };
    expect(await reads({ missing: '100%' })).toBe(500);
    expect(await reads({ missing: '100%', negativeTtl: '60s' })).toBe(20);
  });
});

describe('write-through', () => {
  it('caches what it wrote', async () => {
    const { origin, totals, stats } = await runInMemory({
      kind: 'write-through',
      mix: { get: 1, set: 1 },
      plan: { ...alone, keys: 20, requests: 1_000 },
    });
    // Only the first operation of a key can miss.
    expect(origin.reads).toBeLessThanOrEqual(20);
    expect(stats.operations.ok).toBe(1_000);
    expect(Object.values(totals.stale).every((count) => count === 0)).toBe(true);
  });
});

describe('write-behind', () => {
  const writing = { kind: 'write-behind', options: { flushEvery: '10ms' }, mix: { get: 0, set: 1 } } as const;

  it('writes to the origin what the cache has, several writes of a key at once', async () => {
    const { origin, rows, stats } = await runInMemory({ ...writing, plan: { ...alone, keys: 50, requests: 2_000 } });
    expect(stats.operations).toMatchObject({ ok: 2_000 });
    expect(origin.versions.reduce((sum, version) => sum + version - firstVersion, 0)).toBe(2_000);
    expect(origin.writes).toBeLessThan(2_000);
    expect(await lostWrites(origin, 4, [rows])).toBe(0);
  });

  it('loses the acknowledged writes that the cache lost before', async () => {
    const acknowledged = new Map<number, number>();
    let writes = 0;
    const { origin, rows } = await runInMemory({
      ...writing,
      plan: { ...alone, keys: 50, requests: 2_000 },
      meddling: ([command, name = '']) => {
        if (command !== 'SET') return undefined;
        const key = Number(name.split(':').at(-1));
        acknowledged.set(key, (acknowledged.get(key) ?? 0) + 1);
        writes += 1;
        return key < 5 && writes > 1_000 ? { reply: 'OK' } : undefined;
      },
    });
    const lost = [...acknowledged].map(([key, count]) => count - (origin.versions[key]! - firstVersion));
    expect(lost.filter((count) => count > 0)).toHaveLength(5);
    expect(await lostWrites(origin, 4, [rows])).toBe(lost.reduce((sum, count) => sum + count, 0));
  });

  it('tries again while the cache does not answer', async () => {
    let refusals = 20;
    const { origin, rows } = await runInMemory({
      ...writing,
      plan: { ...alone, keys: 50, requests: 100 },
      meddling: ([command]) => (command === 'GET' && refusals-- > 0 ? 'fail' : undefined),
    });
    expect(refusals).toBeLessThan(0);
    expect(await lostWrites(origin, 4, [rows])).toBe(0);
  });
});
