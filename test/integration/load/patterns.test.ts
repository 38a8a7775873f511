import { describe, expect, it } from 'vitest';
import { type DriverName, drivers } from '../../../src/load/driver/registry.js';
import { openAccess } from '../../../src/model/access.js';
import { type PatternRun, runPattern } from '../../load/pattern/run-pattern.js';
import { startRedis } from '../fixtures/redis-server.js';

/** A pattern over a real Redis. */
async function run(driver: DriverName, { plan, ...given }: PatternRun) {
  await using redis = await startRedis((port) => [`port ${port}`, 'save ""']);
  const view = { kind: 'single', endpoint: { host: '127.0.0.1', port: redis.port }, access: openAccess } as const;
  return await runPattern(
    { ...given, plan: { connections: 16, deadlineMs: 30_000, connectTimeoutMs: 30_000, ...plan, driver, view } },
    drivers[driver].open,
  );
}

const all = ['wire', 'ioredis'] as const;
const mixed: Pick<PatternRun, 'kind' | 'mix' | 'readMs' | 'plan'> = {
  kind: 'cache-aside',
  mix: { get: 9, set: 1 },
  readMs: 2,
  plan: { keys: 40, ratePerSecond: null, pacer: { kind: 'closed' }, requests: 4_000, durationMs: 3_600_000 },
};
const oneKey = { keys: 1, ratePerSecond: 500, durationMs: 600 } as const;

describe.each(all)('over Redis with %s,', (driver) => {
  it('deleting keys leaves the race', async () => {
    const { totals } = await run(driver, mixed);
    expect(totals.stale.race).toBeGreaterThan(0);
    expect(totals.stale).toMatchObject({ notInvalidated: 0, lostInvalidation: 0 });
  });

  it.each([
    { stampede: 'lease' },
    { stampede: 'lease', invalidate: 'set', ttl: '20ms' },
    { stampede: 'lease', invalidate: 'delete-twice', secondDeleteAfter: '5ms', staleFor: '1m' },
    { invalidate: 'set-if-newer', ttl: '20ms' },
    { invalidate: 'set-if-newer', stampede: 'xfetch', ttl: '50ms' },
  ])('no read is stale with %j', async (options) => {
    const { totals, stats } = await run(driver, { ...mixed, options });
    expect(stats.operations).toMatchObject({ ok: 4_000 });
    expect(totals.stale).toMatchObject({ race: 0, notInvalidated: 0, lostInvalidation: 0 });
    expect(totals.refusedFills).toBeGreaterThan(0);
    expect(totals.phantom).toBe(0);
  });

  it.each(['lease', 'lock'])('one reader at a time asks the origin with stampede %s', async (stampede) => {
    const { origin, stats, totals } = await run(driver, {
      kind: 'cache-aside',
      options: { stampede, ttl: '100ms', leaseTime: '30s' },
      readMs: 20,
      plan: oneKey,
    });
    expect(stats.operations).toMatchObject({ ok: 300 });
    expect(origin.mostAtOnce).toBe(1);
    expect(origin.reads).toBe(totals.fills);
    expect(stats.misses).toBeGreaterThan(origin.reads);
  });

  it.each([
    { kind: 'refresh-ahead', options: { ttl: '30s', refreshAfter: '0.1%' } },
    { kind: 'cache-aside', options: { ttl: '30ms', staleFor: '30s' } },
    { kind: 'cache-aside', options: { ttl: '30ms', staleFor: '30s', stampede: 'lease' } },
    { kind: 'cache-aside', options: { ttl: '1s', stampede: 'xfetch', beta: 100 } },
  ] as const)('values are refreshed before they expire with %j', async (pattern) => {
    const { origin, stats } = await run(driver, { ...pattern, readMs: 20, plan: oneKey });
    const refreshes = stats.steps?.get?.find(({ step }) => step === 'refresh')?.ok ?? 0;
    expect(refreshes).toBeGreaterThan(0);
    // Only the readers of the cold key miss; a refresh is read from the origin once.
    const [, originRead] = stats.steps?.get ?? [];
    expect(origin.reads).toBe(originRead!.ok + refreshes);
    expect(stats.operations).toMatchObject({ ok: 300 });
  });
});
