import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DriverName, drivers } from '../../../src/load/driver/registry.js';
import { openAccess } from '../../../src/model/access.js';
import type { ClientView } from '../../../src/model/client-view.js';
import { type PatternRun, runPattern } from '../../load/pattern/run-pattern.js';
import { startCluster } from '../fixtures/cluster.js';
import { startRedis } from '../fixtures/redis-server.js';

let redis: Awaited<ReturnType<typeof startRedis>>;
beforeAll(async () => {
  redis = await startRedis((port) => [`port ${port}`, 'save ""']);
});
afterAll(() => redis[Symbol.asyncDispose]());

/** A pattern over a real Redis, with keys of its own; `view`: how to reach another one. */
async function run(driver: DriverName, { plan, ...given }: PatternRun, view: ClientView = single(redis.port)) {
  const patient = { connections: 16, deadlineMs: 30_000, connectTimeoutMs: 30_000 };
  const runTag = randomBytes(4).toString('hex');
  return await runPattern({ ...given, plan: { ...patient, ...plan, runTag, driver, view } }, drivers[driver].open);
}

function single(port: number): ClientView {
  return { kind: 'single', endpoint: { host: '127.0.0.1', port }, access: openAccess };
}

const mixed: Pick<PatternRun, 'kind' | 'mix' | 'readMs' | 'plan'> = {
  kind: 'cache-aside',
  mix: { get: 1, set: 1 },
  readMs: 20,
  plan: { keys: 40, ratePerSecond: null, pacer: { kind: 'closed' }, requests: 2_000, durationMs: 3_600_000 },
};
const oneKey = { keys: 1, ratePerSecond: 500, durationMs: 600 } as const;
// The drivers differ in how they send requests and read replies.
const everyRequest = [
  ['wire', { stampede: 'lease' }],
  ['ioredis', { stampede: 'lease' }],
  ['wire', { stampede: 'lease', invalidate: 'set' }],
  ['wire', { stampede: 'lease', invalidate: 'delete-twice', secondDeleteAfter: '5ms', staleFor: '1m' }],
  ['wire', { invalidate: 'set-if-newer' }],
  ['wire', { invalidate: 'set-if-newer', stampede: 'xfetch' }],
  ['ioredis', { invalidate: 'set-if-newer', stampede: 'xfetch' }],
] as const;
const refreshing = [
  ['wire', 'refresh-ahead', { ttl: '30s', refreshAfter: '0.1%' }],
  ['wire', 'cache-aside', { ttl: '30ms', staleFor: '30s' }],
  ['wire', 'cache-aside', { ttl: '30ms', staleFor: '30s', stampede: 'lease' }],
  ['wire', 'cache-aside', { ttl: '1s', stampede: 'xfetch', beta: 100 }],
  ['ioredis', 'cache-aside', { ttl: '1s', stampede: 'xfetch', beta: 100 }],
] as const;

describe('over Redis,', () => {
  it('deleting keys leaves the race', async () => {
    const { totals } = await run('wire', mixed);
    expect(totals.stale.race).toBeGreaterThan(0);
    expect(totals.stale).toMatchObject({ notInvalidated: 0, lostInvalidation: 0 });
  });

  it.each(everyRequest)('no read is stale with %s and %j', async (driver, options) => {
    const { totals, stats } = await run(driver, { ...mixed, options });
    expect(stats.operations).toMatchObject({ ok: 2_000 });
    expect(totals.stale).toMatchObject({ race: 0, notInvalidated: 0, lostInvalidation: 0 });
    expect(totals.refusedFills).toBeGreaterThan(0);
    expect(totals.phantom).toBe(0);
  });

  it.each(['lease', 'lock'])('one reader at a time asks the origin with stampede %s', async (stampede) => {
    const { origin, stats, totals } = await run('wire', {
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

  it.each(refreshing)('values are refreshed before they expire with %s, %s and %j', async (driver, kind, options) => {
    // A busy machine may send half a second of reads at once, before the first value is old enough.
    const plan = { ...oneKey, ratePerSecond: 200, durationMs: 1_500 };
    const { origin, stats } = await run(driver, { kind, options, readMs: 20, plan });
    const refreshes = stats.steps?.get?.find(({ step }) => step === 'refresh')?.ok ?? 0;
    expect(refreshes).toBeGreaterThan(0);
    // Only the readers of the cold key miss; a refresh is read from the origin once.
    const [, originRead] = stats.steps?.get ?? [];
    expect(origin.reads).toBe(originRead!.ok + refreshes);
    expect(stats.operations).toMatchObject({ ok: 300 });
  });
});

it('over a Redis Cluster, no read is stale with a lease, whatever the driver', async () => {
  await using started = await startCluster({ kind: 'cluster', shards: 3, replicas: 0, zones: 1 });
  for (const driver of ['wire', 'ioredis', 'iovalkey', 'node-redis'] as const) {
    const { totals, stats, origin } = await run(
      driver,
      { ...mixed, options: { stampede: 'lease' } },
      started.cluster.clientView,
    );
    expect([driver, stats.operations]).toMatchObject([driver, { ok: 2_000 }]);
    expect(totals.stale).toMatchObject({ race: 0, notInvalidated: 0, lostInvalidation: 0 });
    expect(totals.phantom).toBe(0);
    expect(totals.refusedFills).toBeGreaterThan(0);
    expect(origin.reads).toBe(totals.fills + totals.refusedFills);
  }
});
