import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import type { DriverName } from '../../../src/load/driver/registry.js';
import type { WeightedCommand } from '../../../src/load/workload/command-template.js';
import { planOperations } from '../../../src/load/workload/plan-operations.js';
import { Measurements } from '../../../src/metrics/measurements.js';
import { openAccess } from '../../../src/model/access.js';
import { keyNameIn } from '../../../src/model/write-stamp.js';
import type { Stats } from '../../../src/record/sections/stats.js';
import { workerPlan } from '../../load/worker-plan.js';
import { startRedis } from '../fixtures/redis-server.js';

const built = new URL('../../../dist/load/load.js', import.meta.url).href;
const { startLoad } = (await import(built)) as typeof import('../../../src/load/load.js');

const runTag = 'abcd1234';
const keys = 50;
const requests = 600;

/** Loads a fresh server, then asks it what it executed and what it holds. */
async function loaded(
  driver: DriverName,
  wanted: { readonly mix?: Readonly<Record<string, number>>; readonly commands?: readonly WeightedCommand[] },
  check: (server: Redis, stats: Stats, calls: (command: string) => number) => Promise<void>,
): Promise<void> {
  await using redis = await startRedis((port) => [`port ${port}`, 'save ""']);
  const { mix = {}, commands = [] } = wanted;
  const plan = workerPlan({
    driver,
    operations: planOperations({ mix, commands, chain: false, ttlSeconds: null, keysPerOperation: 2 }),
    keys,
    runTag,
    requests,
    audit: 'off',
    ratePerSecond: null,
    pacer: { kind: 'closed' },
    deadlineMs: 60_000,
    pipeline: 4,
    view: { kind: 'single', endpoint: { host: '127.0.0.1', port: redis.port }, access: openAccess },
  });
  const measurements = new Measurements(100, true);
  await using load = await startLoad([plan]);
  const epochMs = monotonicMs();
  await load.run('measured', epochMs, epochMs + 600_000, {
    interval: (worker, counts) => measurements.add(worker, counts),
    routed() {},
  });
  const stats = measurements.stats(measurements.all(), 1_000);
  expect(stats.operations).toMatchObject({ planned: requests, ok: requests });
  const server = new Redis(redis.port, '127.0.0.1');
  try {
    const told = await server.info('commandstats');
    const calls = (command: string) => Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(told)?.[1] ?? 0);
    await check(server, stats, calls);
  } finally {
    server.disconnect();
  }
}

describe.each(['ioredis', 'wire'] as const)('by the counts of the server, with the driver %s,', (driver) => {
  it('each step of a composite operation is executed as often as it is counted', async () => {
    const steps = ['GET __key__', { command: 'SET __key__ __data__', if: 'miss' }, 'INCR __key__:uses'] as const;
    await loaded(driver, { commands: [{ weight: 1, steps }] }, async (server, stats, calls) => {
      const names = Array.from({ length: keys }, (_, key) => keyNameIn('command', runTag, key));
      const uses = await server.mget(names.map((name) => `${name}:uses`));
      const [get, set, incr] = stats.steps?.['get+set+incr'] ?? [];
      expect([get?.sent, set?.sent, incr?.sent]).toEqual([calls('get'), calls('set'), calls('incr')]);
      expect([get?.ok, set?.ok, incr?.ok]).toEqual([requests, stats.misses, requests]);
      expect(set?.ok).toBeGreaterThanOrEqual(await server.exists(names));
      expect(uses.reduce((sum, count) => sum + Number(count), 0)).toBe(requests);
      expect(stats.latency['get+set+incr']?.service?.count).toBe(requests);
    });
  });

  it('xadd adds one entry per operation', async () => {
    await loaded(driver, { mix: { xadd: 1 } }, async (server, _stats, calls) => {
      const lengths = await Promise.all(names('stream').map((name) => server.xlen(name)));
      expect([calls('xadd'), sum(lengths)]).toEqual([requests, requests]);
    });
  });

  it('sadd adds one member per operation', async () => {
    await loaded(driver, { mix: { sadd: 1 } }, async (server, _stats, calls) => {
      const sizes = await Promise.all(names('set').map((name) => server.scard(name)));
      expect([calls('sadd'), sum(sizes)]).toEqual([requests, requests]);
    });
  });

  it('lpush adds one value per operation, in front', async () => {
    await loaded(driver, { mix: { lpush: 1 } }, async (server, _stats, calls) => {
      const lists = await Promise.all(names('list').map((name) => server.lrange(name, 0, -1)));
      expect([calls('lpush'), sum(lists.map(({ length }) => length))]).toEqual([requests, requests]);
    });
  });

  it('lpop takes what rpush added, and an empty list is a miss', async () => {
    await loaded(driver, { mix: { rpush: 2, lpop: 1 } }, async (server, stats, calls) => {
      const lengths = await Promise.all(names('list').map((name) => server.llen(name)));
      expect(sum(lengths)).toBe(calls('rpush') - stats.hits);
      expect(stats.hits + stats.misses).toBe(calls('lpop'));
      expect(calls('rpush') + calls('lpop')).toBe(requests);
    });
  });

  it('setnx writes each key once', async () => {
    await loaded(driver, { mix: { setnx: 1 } }, async (server, _stats, calls) => {
      expect([calls('setnx'), await server.dbsize()]).toEqual([requests, keys]);
      expect(await server.exists(...names('once'))).toBe(keys);
    });
  });

  it('hgetall reads the field that hset wrote, and a missing hash is a miss', async () => {
    await loaded(driver, { mix: { hset: 1, hgetall: 3 } }, async (server, stats, calls) => {
      expect(stats.hits + stats.misses).toBe(calls('hgetall'));
      expect(stats.misses).toBeGreaterThan(0);
      expect(stats.hits).toBeGreaterThan(0);
      expect(calls('hgetall') + calls('hset')).toBe(requests);
      expect(await server.hlen(names('hash')[0]!)).toBeLessThanOrEqual(1);
    });
  });
});

function names(space: Parameters<typeof keyNameIn>[0]): readonly string[] {
  return Array.from({ length: keys }, (_, key) => keyNameIn(space, runTag, key));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
