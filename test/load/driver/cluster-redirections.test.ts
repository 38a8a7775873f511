import { describe, expect, it, vi } from 'vitest';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import type { DriverOptions } from '../../../src/load/driver/driver.js';
import { type DriverName, driversFor } from '../../../src/load/driver/registry.js';
import { openAccess } from '../../../src/model/access.js';
import { hashSlot } from '../../../src/model/hash-slot.js';
import { keyName } from '../../../src/model/write-stamp.js';
import { MisbehavingServer } from '../../fakes/misbehaving-server.js';
import { DriverUnderTest, patience, runTag } from './open-driver.js';

const slot = hashSlot(keyName(runTag, 7));

/**
 * Two members behind relays, because their announced addresses are not those that clients use. The first serves all
 * slots but the last.
 */
async function openCluster(name: DriverName, options: Partial<DriverOptions> = {}) {
  const [first, second] = [await MisbehavingServer.listen(), await MisbehavingServer.listen()];
  const announced = { first: '127.0.9.1:7001', second: '127.0.9.2:7002' };
  const at = ({ port }: MisbehavingServer) => ({ host: '127.0.0.1', port });
  for (const member of [first, second]) {
    member.owner = { host: '127.0.9.1', port: 7001 };
    member.lastSlotOwner = { host: '127.0.9.2', port: 7002 };
  }
  const view = {
    kind: 'cluster',
    seeds: [at(first)],
    addressMap: { [announced.first]: at(first), [announced.second]: at(second) },
    readFrom: 'primary',
    access: openAccess,
  } as const;
  const driver = await DriverUnderTest.open(name, first, { view, ...options });
  return {
    first,
    second,
    driver,
    announced,
    async [Symbol.asyncDispose]() {
      await driver[Symbol.asyncDispose]();
      await first[Symbol.asyncDispose]();
      await second[Symbol.asyncDispose]();
    },
  };
}

// GLIDE follows redirections by itself, out of sight, and can't send WAIT behind a write.
const followers = driversFor('resp2').filter((name) => name !== 'valkey-glide');

describe.each(followers)('the driver %s in a cluster', (name) => {
  it('opens on a thread that is held up for longer than the connect timeout, again and again', async () => {
    const holdUp = setInterval(() => {
      const untilMs = monotonicMs() + 60;
      while (monotonicMs() < untilMs);
    });
    try {
      await using cluster = await openCluster(name, { connectTimeoutMs: 40 });
      clearInterval(holdUp);
      expect(await cluster.driver.run('set')).toMatchObject({ outcome: 'ok' });
    } finally {
      clearInterval(holdUp);
    }
  });

  it.each(['MOVED', 'ASK'] as const)(
    'waits for the replicas of the member that executed the write: %s',
    async (word) => {
      await using cluster = await openCluster(name, { durability: { kind: 'wait', replicas: 2 } });
      const { first, second, driver, announced } = cluster;
      first.replicas = 0;
      second.replicas = 2;
      first.next('SET', { error: `${word} ${slot} ${announced.second}` });
      if (word === 'MOVED') for (const member of [first, second]) member.owner = { host: '127.0.9.2', port: 7002 };
      expect(await driver.run('set')).toMatchObject({ outcome: 'ok' });
      expect(second.arrived('SET')).toHaveLength(1);
      const commands = second.arrivals.filter(({ command }) => ['ASKING', 'SET', 'WAIT'].includes(command));
      expect(commands.map(({ command }) => command)).toEqual([...(word === 'ASK' ? ['ASKING'] : []), 'SET', 'WAIT']);
      expect(new Set(commands.map(({ connection }) => connection)).size).toBe(1);
      expect(driver.timesSettled).toEqual([1]);
    },
  );

  it.each(['MOVED', 'ASK'])('contacts no member that the cluster does not list, and names it: %s', async (word) => {
    await using cluster = await openCluster(name);
    await using stranger = await MisbehavingServer.listen();
    const { first, driver } = cluster;
    for (const place of [`127.0.0.1:${stranger.port}`, '/run/secret.sock:0']) {
      first.next('SET', { error: `${word} ${slot} ${place}` });
      expect(await driver.run('set')).toMatchObject({ outcome: 'fail', errorClass: 'unlistedMember' });
    }
    expect(stranger.arrivals).toEqual([]);
    expect(stranger.connections).toBe(0);
    expect((await driver.run('set')).outcome).toBe('ok');
  });

  it('settles an operation once if its user lacks permission for ASKING', async () => {
    await using cluster = await openCluster(name);
    const { first, second, driver, announced } = cluster;
    const refusal = "NOPERM this user has no permissions to run the 'asking' command";
    second.next('ASKING', { error: refusal });
    second.next('SET', { error: `MOVED ${slot} ${announced.first}` });
    first.next('SET', { error: `ASK ${slot} ${announced.second}` });
    // ioredis and its fork retry at the first member; an unawaited reply to ASKING must not crash the program.
    const expected =
      name === 'ioredis' || name === 'iovalkey' ? { outcome: 'ok' } : { outcome: 'fail', errorClass: 'NOPERM' };
    expect(await driver.run('set')).toMatchObject(expected);
    expect(second.arrived('ASKING')).toHaveLength(1);
    expect(driver.timesSettled).toEqual([1]);
  });

  it('drops only the connection to the member that an operation was redirected to', async () => {
    await using cluster = await openCluster(name);
    const { first, second, driver, announced } = cluster;
    second.next('SET', 'hang');
    first.next('SET', { error: `ASK ${slot} ${announced.second}` });
    driver.send('set');
    await vi.waitUntil(() => second.arrived('SET').length === 1, patience);
    driver.deadlinePassed();
    expect(await driver.settled()).toMatchObject({ outcome: 'indeterminate', errorClass: 'connectionLost' });
    expect(await driver.run('get')).toMatchObject({ outcome: 'ok' });
    expect(first.arrived('GET').map(({ connection }) => connection)).toEqual([first.arrived('SET')[0]?.connection]);
    expect(driver.timesSettled).toEqual([1, 1]);
  });
});

describe('the driver valkey-glide in a cluster', () => {
  it.each(['MOVED', 'ASK'] as const)('follows a redirection once: %s', async (word) => {
    await using cluster = await openCluster('valkey-glide');
    const { first, second, driver, announced } = cluster;
    first.next('SET', { error: `${word} ${slot} ${announced.second}` });
    if (word === 'MOVED') for (const member of [first, second]) member.owner = { host: '127.0.9.2', port: 7002 };
    expect(await driver.run('set')).toMatchObject({ outcome: 'ok' });
    expect([first, second].map((member) => member.arrived('SET').length)).toEqual([1, 1]);
  });

  it.each(['MOVED', 'ASK'] as const)(
    'follows a redirection even to a member that no member lists: %s',
    async (word) => {
      await using cluster = await openCluster('valkey-glide');
      await using stranger = await MisbehavingServer.listen();
      cluster.first.next('SET', { error: `${word} ${slot} 127.0.0.1:${stranger.port}` });
      expect(await cluster.driver.run('set')).toMatchObject({ outcome: 'ok' });
      expect(stranger.arrived('SET')).toHaveLength(1);
    },
  );

  it('refuses a write that has to wait for replicas', async () => {
    await expect(openCluster('valkey-glide', { durability: { kind: 'wait', replicas: 2 } })).rejects.toThrow(
      "valkey-glide can't send WAIT behind a write in a Redis Cluster",
    );
  });
});

describe('the driver ioredis in a cluster', () => {
  it('sends a write whose deadline has passed to no other member', async () => {
    await using cluster = await openCluster('ioredis');
    const { first, driver } = cluster;
    first.next('SET', { error: 'TRYAGAIN Multiple keys request during rehashing of slot' });
    driver.send('set');
    await vi.waitUntil(() => first.arrived('SET').length === 1, patience);
    driver.deadlinePassed();
    // By then it would have been retried.
    expect(await driver.settled()).toMatchObject({ outcome: 'indeterminate' });
    await vi.waitUntil(async () => (await driver.run('get')).outcome === 'ok', patience);
    expect(first.arrived('SET')).toHaveLength(1);
  });
});
