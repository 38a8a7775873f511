import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planOperations } from '../../../src/load/workload/plan-operations.js';
import { anyVersion } from '../../../src/model/engine-request.js';
import type { Protocol } from '../../../src/model/protocol.js';
import { keyNameIn } from '../../../src/model/write-stamp.js';
import { MemcachedControl } from '../../../src/topology/memcached-control.js';
import type { Cluster } from '../../../src/topology/topology.js';
import { DriverUnderTest } from '../../load/driver/open-driver.js';
import { requireEngine, topologies } from '../fixtures/built.js';
import { clusterSite, sentinelPlan } from '../fixtures/cluster.js';

const binary = await requireEngine(anyVersion('memcached'), { onProgress: () => {} });
const keys = 40;
const shards = 3;

let site: Awaited<ReturnType<typeof clusterSite>>;
let pool: Cluster;
beforeAll(async () => {
  site = await clusterSite({ binary });
  const clients = { hashing: 'ketama', ejectLost: false } as const;
  const plan = { ...sentinelPlan, ...clients, engine: 'memcached', replicas: 0, shards } as const;
  pool = await topologies.memcached.start(plan, site.context);
});
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

/** Writes some keys of each multi-get where the preload would write them; returns how many. */
async function writeSome(runTag: string, keysPerOperation: number): Promise<readonly number[]> {
  const counts = Array.from({ length: keys }, (_, key) => (key * 7) % (keysPerOperation + 1));
  for (const [key, count] of counts.entries())
    for (let index = 0; index < keysPerOperation; index += 1) {
      const name = `${keyNameIn('multi', runTag, key)}:${index}`;
      const node = pool.primaryOf(pool.shardOf(name))!;
      // The last keys exist, so the missing ones come first.
      if (index >= keysPerOperation - count) await pool.data.write(node, [name, `value ${index}`.padEnd(40, '.')]);
    }
  return counts;
}

/** The servers' own counters, summed. */
async function served() {
  const stats = await Promise.all(
    pool.nodes.map(async ({ address }) => {
      const control = new MemcachedControl(address);
      const fields = await control.stats();
      control.close();
      return ['cmd_get', 'get_hits'].map((name) => Number(fields.get(name)));
    }),
  );
  return { byServer: stats, total: [0, 1].map((field) => stats.reduce((sum, one) => sum + one[field]!, 0)) };
}

describe.each<Protocol>(['text', 'meta'])('a memcached multi-get in the %s protocol', (protocol) => {
  it.each([1, 3, 50])("of %d keys finds those that exist, matching the servers' counters", async (keysPerOperation) => {
    // A separate key range.
    const runTag = `${protocol}${String(keysPerOperation).padStart(4, '0')}`;
    const counts = await writeSome(runTag, keysPerOperation);
    const operations = planOperations({
      mix: { mget: 1 },
      commands: [],
      chain: true,
      ttlSeconds: null,
      keysPerOperation,
    });
    const given = { view: pool.clientView, protocol, operations, keys, runTag };
    await using driver = await DriverUnderTest.open('wire', { port: 0 }, given);
    const before = await served();
    const found: number[] = [];
    for (let key = 0; key < keys; key += 1) {
      const { outcome, observed } = await driver.run('get', { key });
      expect(outcome).toBe('ok');
      found.push(observed);
    }
    expect(found).toEqual(counts);
    const after = await served();
    const sum = counts.reduce((total, count) => total + count, 0);
    expect(after.total.map((count, field) => count - before.total[field]!)).toEqual([keys * keysPerOperation, sum]);
    // Every server has some of the keys.
    for (const [server, [gets = 0]] of after.byServer.entries())
      expect(gets).toBeGreaterThan(before.byServer[server]![0]!);
  });
});
