import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import { Measurements } from '../../../src/metrics/measurements.js';
import { openAccess } from '../../../src/model/access.js';
import type { Endpoint } from '../../../src/model/node.js';
import { trafficOf } from '../../../src/run/record/traffic.js';
import { operationsFor, workerPlan } from '../../load/worker-plan.js';
import { startRedis } from '../fixtures/redis-server.js';

const built = new URL('../../../dist/load/load.js', import.meta.url).href;
const { startLoad } = (await import(built)) as typeof import('../../../src/load/load.js');

const durationMs = 500;

it("counts the bytes of a load within 1 % of the server's own count, both ways together", async () => {
  // Nothing else talks to this server: no sentinels, no replicas, no observers.
  await using redis = await startRedis((port) => [`port ${port}`, 'save ""']);
  const address = { host: '127.0.0.1', port: redis.port };
  await using server = await ask(address);
  const operations = operationsFor({ get: 3, set: 2, hset: 1, hgetall: 1, mget: 1 }, false);
  const valueSizes = { kind: 'fixed', bytes: 700 } as const;
  const plan = workerPlan({
    driver: 'wire',
    view: { kind: 'single', endpoint: address, access: openAccess },
    operations,
    audit: 'off',
    preloaded: [],
    valueSizes,
    valueBytes: 700,
    ratePerSecond: 4_000,
    durationMs,
    deadlineMs: 60_000,
  });
  await using load = await startLoad([plan]);
  const before = await server.bytes();
  const measurements = new Measurements(100, false);
  const epochMs = monotonicMs() + 30;
  await load.run('measured', epochMs, epochMs + durationMs, {
    interval: (worker, counts) => measurements.add(worker, counts),
    routed() {},
  });
  const transferred = (await server.bytes()) - before;
  const { latency, reads } = measurements.stats(measurements.all(), durationMs);
  const counted = operations.map((request) => {
    const { hits, misses } = reads?.[request.name] ?? { hits: 0, misses: 0 };
    const counts = { calls: latency[request.name]?.service?.count ?? 0, hits, misses };
    const nothing = { cpuUs: null, replyBytes: null };
    return trafficOf(request, { protocol: 'resp2', valueSizes }, counts, nothing).wireBytes ?? Number.NaN;
  });
  const total = counted.reduce((sum, bytes) => sum + bytes, 0);
  expect(total).toBeGreaterThan(500_000);
  expect(total / transferred).toBeGreaterThan(0.99);
  expect(total / transferred).toBeLessThan(1.01);
});

/** Asks a server what it received and sent, without the asking itself. */
async function ask(endpoint: Endpoint) {
  const connection = new Redis({ ...endpoint, lazyConnect: true });
  await connection.connect();
  let askedBytes = 0;
  return {
    async bytes() {
      const stats = await connection.info('stats');
      const of = (name: string) => Number(new RegExp(`^total_net_${name}_bytes:(\\d+)`, 'm').exec(stats)?.[1]);
      const bytes = of('input') + of('output') - askedBytes;
      askedBytes += stats.length + '*2\r\n$4\r\ninfo\r\n$5\r\nstats\r\n'.length + '$9999\r\n\r\n'.length;
      return bytes;
    },
    async [Symbol.asyncDispose]() {
      connection.disconnect();
    },
  };
}
