import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing, notObserved } from '../../../src/audit/observation.js';
import { planOperations } from '../../../src/load/workload/plan-operations.js';
import type { ClientView } from '../../../src/model/client-view.js';
import { keyName, keyNameIn } from '../../../src/model/write-stamp.js';
import { type Fate, startTroubleRelay } from '../../../src/run/client-check/trouble-relay.js';
import { MemcachedControl } from '../../../src/topology/memcached-control.js';
import type { Cluster } from '../../../src/topology/topology.js';
import { DriverUnderTest } from '../../load/driver/open-driver.js';
import { operationsFor } from '../../load/worker-plan.js';
import { requireEngine } from '../fixtures/built.js';
import { startCluster } from '../fixtures/cluster.js';

const binary = await requireEngine({ engine: 'memcached', version: null }, { onProgress: () => {} });
const given = { kind: 'memcached', engine: 'memcached', replicas: 0, shards: 2 } as const;

let site: Awaited<ReturnType<typeof startCluster>>;
let pool: Cluster;
beforeAll(async () => {
  site = await startCluster(given, { binary });
  pool = site.cluster;
});
afterAll(async () => await site?.[Symbol.asyncDispose]());

/** What its server has for a key. */
async function stored(name: string): Promise<string | null | undefined> {
  return (await pool.data.read(pool.primaryOf(pool.shardOf(name))!, [name]))[0];
}

/** How many sets the server has executed, by its own counter. */
async function sets(): Promise<number> {
  const control = new MemcachedControl(pool.nodes[0]!.address);
  const fields = await control.stats();
  control.close();
  return Number(fields.get('cmd_set'));
}

describe.each(['memjs', 'memcached'] as const)('the driver %s', (name) => {
  // A separate key range.
  const runTag = name.padEnd(8, '0').slice(0, 8);

  it('writes keys where the hashing of the pool puts them, and reads what it replaced', async () => {
    await using driver = await DriverUnderTest.open(name, { port: 0 }, { view: pool.clientView, runTag });
    for (let key = 0; key < 20; key += 1) {
      expect(await driver.run('set', { key, sequence: 1 })).toEqual({
        ...{ outcome: 'ok', errorClass: '', observed: missing },
      });
      expect(await driver.run('set', { key, sequence: 2 })).toMatchObject({ outcome: 'ok', observed: 1 });
      expect(await driver.run('get', { key })).toMatchObject({ outcome: 'ok', observed: 2 });
      expect(await stored(keyName(runTag, key))).toBeTypeOf('string');
    }
  });

  it('counts, deletes, sets lifetimes, and reads several keys at once', async () => {
    const mixes = [{ incr: 1 }, { del: 1 }, { expire: 1 }, { mget: 1 }];
    const tag = runTag.replace(/.$/, 'x');
    await pool.data.write(pool.primaryOf(pool.shardOf(keyNameIn('counter', tag, 7)))!, [
      keyNameIn('counter', tag, 7),
      '41',
    ]);
    const found: number[] = [];
    for (const mix of mixes) {
      const operations = planOperations({ mix, commands: [], chain: true, ttlSeconds: 60, keysPerOperation: 3 });
      await using driver = await DriverUnderTest.open(
        name,
        { port: 0 },
        { view: pool.clientView, runTag: tag, operations },
      );
      const { outcome, observed } = await driver.run('get');
      expect(outcome).toBe('ok');
      found.push(observed);
    }
    expect(await stored(keyNameIn('counter', tag, 7))).toBe('42');
    // The counter's new value, nothing to delete, nothing observed, and none of three keys.
    expect(found).toEqual([42, missing, notObserved, 0]);
  });

  it.each<{ what: string; fate: Fate; executed: number }>([
    { what: 'before the server saw it', fate: { delivers: false, closes: 'at-once' }, executed: 0 },
    { what: 'in place of its reply', fate: { delivers: true, closes: 'with-reply' }, executed: 1 },
  ])('with measured, sends a write once whose connection closed $what, and reconnects', async ({ fate, executed }) => {
    await using through = await relayed(fate);
    const operations = operationsFor({ get: 1, set: 1 }, false);
    await using driver = await DriverUnderTest.open(name, { port: 0 }, { view: through.view, runTag, operations });
    const before = await sets();
    through.begin();
    expect(await driver.run('set')).toEqual({
      ...{ outcome: 'indeterminate', errorClass: 'connectionLost', observed: notObserved },
    });
    await driver.reconnected();
    expect((await sets()) - before).toBe(executed);
    expect(await driver.run('set', { sequence: 2 })).toMatchObject({ outcome: 'ok' });
    expect((await sets()) - before).toBe(executed + 1);
    expect(driver.timesSettled).toEqual([1, 1]);
  });

  it('with measured, leaves a silent connection when a deadline passes', async () => {
    await using through = await relayed({ delivers: false, closes: 'never' });
    await using driver = await DriverUnderTest.open(name, { port: 0 }, { view: through.view, runTag });
    through.begin();
    driver.send('set');
    driver.deadlinePassed();
    expect(await driver.settled()).toMatchObject({ outcome: 'indeterminate', errorClass: 'connectionLost' });
    await driver.reconnected();
    expect(await driver.run('get')).toMatchObject({ outcome: 'ok' });
  });

  it.each([{ password: true }, { tls: true }])('says at once that it does not support %j', async (security) => {
    const access = {
      ...pool.clientView.access,
      ...(security.password === true
        ? { username: 'user', password: 'secret' }
        : { tls: { ca: null, certificate: null, key: null, serverName: null, verify: true } }),
    };
    const view = { ...pool.clientView, access } as ClientView;
    await expect(DriverUnderTest.open(name, { port: 0 }, { view })).rejects.toThrow(
      `${name} supports neither TLS nor the password`,
    );
  });
});

/** A client's view through a relay to one server, which troubles the next piece that the client sends from `begin` on. */
async function relayed(fate: Fate) {
  let next: Fate | undefined;
  const relay = await startTroubleRelay(pool.nodes[0]!.clientAddress, {
    fateOf() {
      const drawn = next;
      next = undefined;
      return drawn;
    },
  });
  const view: ClientView = {
    ...(pool.clientView as Extract<ClientView, { kind: 'pool' }>),
    servers: [{ endpoint: relay.endpoint, shard: 0 }],
  };
  return {
    view,
    begin: () => {
      next = fate;
    },
    [Symbol.asyncDispose]: () => relay[Symbol.asyncDispose](),
  };
}
