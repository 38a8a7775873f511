import { readFile, symlink } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ClusterNode } from '../../../src/topology/cluster.js';
import type { Cluster } from '../../../src/topology/topology.js';
import { parseDuration } from '../../../src/units/duration.js';
import { isRunning } from '../../engine/fixtures/processes.js';
import { until } from '../../link/fixtures/sockets.js';
import { redis, startCluster } from '../fixtures/cluster.js';
import { ask, binaryOf, fill, found, mend, type PlannedKind, planOf, plans, strike } from './strike.js';

const kinds = Object.keys(plans) as PlannedKind[];

// One cluster for all faults of a topology: each test leaves it complete.
describe.each(kinds)('on topology %s', (kind) => {
  let started: Awaited<ReturnType<typeof startCluster>>;
  let cluster: Cluster;
  const plan = planOf(kind);
  const hit = (...fault: [name: Parameters<typeof strike>[2], written?: Readonly<Record<string, unknown>>]) =>
    strike(cluster, plan, ...fault);
  const first = () => cluster.primaryOf(0) as ClusterNode;
  /** Whatever is the same on every topology is tested only on some. */
  const itOn = (some: readonly PlannedKind[], name: string, test: () => Promise<void>) => {
    if (some.includes(kind)) it(name, test);
  };

  beforeAll(async () => {
    started = await startCluster(plan, { binary: await binaryOf(kind) });
    cluster = started.cluster;
  });
  afterAll(() => started[Symbol.asyncDispose]());

  itOn(['replicated', 'memcached'], 'stop-gracefully ends the server by its own hand', async () => {
    const { injection, proof } = await hit('stop-gracefully', { target: { node: 'n1' } });
    expect(proof).toMatch(/^process \d+ is gone \(exit code 0\)$/);
    expect(injection.targets.map(({ id }) => id)).toEqual(['n1']);
    await mend(cluster, injection);
  });

  it('kill-process ends the server with a signal', async () => {
    const { injection, proof } = await hit('kill-process', { target: { node: 'n1' } });
    expect(proof).toMatch(/^process \d+ is gone$/);
    await mend(cluster, injection);
  });

  itOn(['cluster', 'memcached'], 'pause-process stops the server, which goes on with its data', async () => {
    const keys = await fill(cluster, 20);
    const { injection, proof } = await hit('pause-process', { target: { node: 'n1' } });
    expect(proof).toMatch(/^process \d+ is stopped$/);
    await mend(cluster, injection);
    expect(await found(cluster, keys)).toBe(keys.length);
  });

  it('empty-restart starts another process at the same address, without the data', async () => {
    const keys = await fill(cluster, 100);
    const before = first();
    const others = keys.filter((key) => cluster.shardOf(key) !== before.shard).length;
    const { pid } = before.process!;
    const { injection, proof } = await hit('empty-restart', { target: { node: before.id } });
    expect(proof).toMatch(
      new RegExp(`^process ${pid} is gone, and process \\d+ is running instead after .*, started without`),
    );
    await mend(cluster, injection);
    expect(first().id).toBe(before.id);
    expect(await found(cluster, keys)).toBe(others);
  });

  itOn(['sentinel'], 'flap stops and continues the process, and leaves it running', async () => {
    const { injection, proof } = await hit('flap', { target: { node: 'n1' }, down: '50ms', up: '20ms', cycles: 1_000 });
    expect(proof).toMatch(/paused for 50 ms/);
    await mend(cluster, injection);
  });

  itOn(['sentinel'], 'exec runs a command that knows the endpoints, and ends what it left running', async () => {
    const script = 'test "$CACHE_BENCH_TARGETS" = "$1" && { sleep 600 & echo $! > "$2"; }';
    const { host, port } = first().address;
    const file = `${started.folder}/pid`;
    const { injection, proof } = await hit('exec', {
      command: 'sh',
      arguments: ['-c', script, 'sh', `${first().id}=${host}:${port}`, file],
      target: { node: first().id },
      heal: { command: 'sh', arguments: ['-c', 'test "$CACHE_BENCH_FAULT" = heal'] },
    });
    expect(proof).toBe('sh exited with 0');
    const pid = Number(await readFile(file, 'utf8'));
    await mend(cluster, injection);
    await until(async () => !(await isRunning(pid)));
  });

  itOn(['replicated', 'cluster', 'memcached'], 'flush removes every key of the node, and none of others', async () => {
    const keys = await fill(cluster, 100);
    const others = keys.filter((key) => cluster.shardOf(key) !== 0).length;
    const { injection, proof } = await hit('flush', { target: { node: first().id } });
    expect(proof).toMatch(kind === 'memcached' ? /: all keys removed$/ : /: [1-9]\d* keys removed$/);
    expect(await found(cluster, keys)).toBe(others);
    await mend(cluster, injection);
  });

  if (kind === 'memcached') return;

  itOn(['standalone', 'cluster'], 'busy-server keeps others waiting for about the given time', async () => {
    const target = first();
    const { injection, proof } = await hit('busy-server', { target: { node: target.id }, for: '300ms' });
    const [, waited = ''] = new RegExp(`^${target.id} delayed an echo by (.*)$`).exec(proof) ?? [];
    expect(parseDuration(waited)).toMatchObject({ value: expect.toSatisfy((ms: number) => ms >= 270) });
    await mend(cluster, injection);
  });

  itOn(['sentinel', 'cluster'], 'client-pause holds writes back until it is healed', async () => {
    const { injection, proof } = await hit('client-pause', { target: { node: first().id }, for: '100s' });
    expect(proof).toContain('commands that may write paused for at most 100 s');
    const waiting = ask(cluster, first(), 'EVAL', 'return 7', '0');
    expect(await ask(cluster, first(), 'PING')).toBe('PONG');
    await mend(cluster, injection);
    expect(await waiting).toBe(7);
  });

  itOn(['standalone'], 'client-pause of all commands ends by itself, and healing waits for that', async () => {
    const { injection, proof } = await hit('client-pause', { mode: 'all', for: '300ms' });
    expect(proof).toContain('every command paused');
    await mend(cluster, injection);
    expect(await ask(cluster, first(), 'PING')).toBe('PONG');
  });

  itOn(
    ['standalone', 'cluster'],
    'reset-connections closes the connections of all clients, and takes new ones',
    async () => {
      const target = first();
      using client = cluster.data.openLine(target);
      await client.command(['PING']);
      const { injection, proof } = await hit('reset-connections', { target: { node: target.id }, how: 'fin' });
      expect(proof).toMatch(new RegExp(`^${target.id} closed [1-9]\\d* connections$`));
      await expect(client.command(['PING'])).rejects.toThrow();
      await mend(cluster, injection);
      expect(await ask(cluster, target, 'PING')).toBe('PONG');
    },
  );

  itOn(['cluster'], 'flush can have each key expire', async () => {
    const keys = await fill(cluster, 2_500);
    const others = keys.filter((key) => cluster.shardOf(key) !== 0).length;
    const { injection, proof } = await hit('flush', { target: { node: first().id }, how: 'expire' });
    expect(proof).toMatch(/: [1-9]\d* keys removed$/);
    await until(async () => (await found(cluster, keys)) === others);
    await mend(cluster, injection);
  });

  for (const policy of ['noeviction', 'allkeys-lru'])
    itOn(
      ['standalone', 'cluster'],
      `memory-limit sets a limit below the data, and takes it back (${policy})`,
      async () => {
        const target = first();
        const settings = async () => [
          await ask(cluster, target, 'CONFIG', 'GET', 'maxmemory'),
          await ask(cluster, target, 'CONFIG', 'GET', 'maxmemory-policy'),
        ];
        await ask(cluster, target, 'CONFIG', 'SET', 'maxmemory-policy', 'volatile-ttl');
        const before = await settings();
        const { injection, proof } = await hit('memory-limit', { target: { node: target.id }, policy, share: 0.05 });
        expect(proof).toMatch(new RegExp(`^${target.id} has maxmemory \\d+ \\(${policy}\\), and used \\d+ bytes$`));
        const key = Array.from({ length: 1_000 }, (_, index) => `new:${index}`).find(
          (name) => cluster.shardOf(name) === 0,
        )!;
        await expect(ask(cluster, target, 'SET', key, 'x')).rejects.toThrow('OOM');
        await mend(cluster, injection);
        expect(await settings()).toEqual(before);
        expect(await ask(cluster, target, 'SET', key, 'x')).toBe('OK');
      },
    );

  for (const how of ['kill', 'maxclients'])
    itOn(['sentinel', 'cluster'], `connection-storm closes all connections, and gives them back (${how})`, async () => {
      const target = first();
      const before = await ask(cluster, target, 'CONFIG', 'GET', 'maxclients');
      const { injection, proof } = await hit('connection-storm', { how, limit: 2 });
      expect(proof).toContain(`${target.id} closed `);
      expect(injection.targets.length).toBe(plan.shards);
      await mend(cluster, injection);
      expect(await ask(cluster, target, 'CONFIG', 'GET', 'maxclients')).toEqual(before);
    });

  if (plan.replicas === 0) return;

  it('lose-replica kills replicas, but not the primary', async () => {
    const primary = first();
    const { injection, proof } = await hit('lose-replica', { target: 'every-replica' });
    expect(proof).toContain('gone');
    expect(injection.targets.length).toBe(plan.shards * plan.replicas);
    expect(cluster.replicasOf(0)).toEqual([]);
    expect(first()).toBe(primary);
    await mend(cluster, injection);
  });

  it('planned-failover promotes another primary, which has everything', async () => {
    const keys = await fill(cluster, 100);
    const before = first();
    const { injection, proof } = await hit('planned-failover', { target: { node: before.id } });
    const after = first();
    expect(proof).toBe(`${after.id} replaced ${before.id} as primary`);
    expect(after.id).not.toBe(before.id);
    await until(() => before.role === 'replica');
    await mend(cluster, injection);
    // Clients that know only one address need it to be the primary's again.
    expect(first().id).toBe(kind === 'replicated' ? before.id : after.id);
    expect(await found(cluster, keys)).toBe(keys.length);
  });

  it('rolling-restart restarts every data node, and keeps everything', async () => {
    const keys = await fill(cluster, 100);
    const before = first();
    const pids = new Map(cluster.nodes.map(({ id, process }) => [id, process!.pid]));
    const { injection, proof } = await hit('rolling-restart');
    expect(proof).toContain(`${before.id} handed over to n`);
    for (const { id, shard, process } of cluster.nodes) {
      expect(process!.pid === pids.get(id), id).toBe(shard === null);
      if (shard !== null) expect(proof).toContain(id);
    }
    await mend(cluster, injection);
    expect(first().id === before.id).toBe(kind === 'replicated');
    expect(await found(cluster, keys)).toBe(keys.length);
  });

  itOn(['replicated'], 'rolling-restart brings every data node back as another binary', async () => {
    const keys = await fill(cluster, 100);
    // For the node, another path is another binary.
    const path = `${started.folder}/another-server`;
    await symlink(redis.path, path);
    // A binary given by path finds its libraries by itself.
    vi.stubEnv('LD_LIBRARY_PATH', redis.libraryFolders.join(':'));
    using _unstub = { [Symbol.dispose]: () => void vi.unstubAllEnvs() };
    const { injection, proof } = await hit('rolling-restart', { binary: path });
    expect(proof).toContain(`were restarted in this order as redis ${redis.version}, and `);
    await mend(cluster, injection);
    for (const node of cluster.nodes.filter(({ shard }) => shard !== null))
      expect(await ask(cluster, node, 'INFO', 'server')).toContain(`executable:${path}\r\n`);
    expect(await found(cluster, keys)).toBe(keys.length);
    await expect(hit('rolling-restart', { binary: '/bin/true' })).rejects.toThrow(
      'not a working redis-server or valkey-server',
    );
  });
});

describe('double-failover', () => {
  it('takes the host of the member that a cluster promotes, too', async () => {
    const plan = {
      ...planOf('cluster'),
      replicas: 2,
      cluster: { nodeTimeoutMs: 1_000, requireFullCoverage: false },
      links: { betweenZones: { delayMs: 1 } },
    };
    await using started = await startCluster(plan);
    const { cluster } = started;
    const { injection, proof } = await strike(cluster, plan, 'double-failover', { method: 'host-loss' });
    const [old, heir] = injection.targets as [ClusterNode, ClusterNode];
    expect(heir.shard).toBe(old.shard);
    expect(proof).toContain(`its successor ${heir.id}: process ${heir.process!.pid} is gone`);
    expect((await injection.reportLoss?.()) ?? null).not.toBeNull();
    expect([old.running, heir.running]).toEqual([false, false]);
    // The last one takes over once the others vote again.
    await until(() => cluster.primaryOf(old.shard ?? 0) !== undefined);
    await mend(cluster, injection);
  });
});

describe('planned-failover', () => {
  it('of a cluster works without the old primary: takeover, and force', async () => {
    const plan = { ...planOf('cluster'), cluster: { nodeTimeoutMs: 2_000, requireFullCoverage: false } };
    await using started = await startCluster(plan);
    const { cluster } = started;
    for (const [shard, mode] of ['takeover', 'force'].entries()) {
      const before = cluster.primaryOf(shard) as ClusterNode;
      const options = { target: { node: before.id }, mode };
      const { injection, proof } = await strike(cluster, plan, 'planned-failover', options);
      expect(proof).toBe(`${cluster.primaryOf(shard)?.id} replaced ${before.id} as primary`);
      await until(() => before.role === 'replica');
      await mend(cluster, injection);
    }
  });
});

describe('stop-gracefully', () => {
  it('waits for a lagging replica, as long as the server is configured to', async () => {
    const plan = { ...planOf('replicated'), replicas: 1, config: { 'shutdown-timeout': '1' } };
    await using started = await startCluster(plan);
    const { cluster } = started;
    const [replica] = cluster.replicasOf(0) as [ClusterNode];
    const primary = cluster.primaryOf(0) as ClusterNode;
    replica.process!.signal('SIGSTOP');
    await ask(cluster, primary, 'SET', 'key', 'value');
    const { injection } = await strike(cluster, plan, 'stop-gracefully');
    replica.process!.signal('SIGCONT');
    const log = (await primary.process!.logTail(50)).join('\n');
    expect(log).toContain('Waiting for replicas before shutting down');
    expect(log).toContain('0 of 1 replicas are in sync when shutting down');
    await mend(cluster, injection);
  });
});

describe('sentinel faults', () => {
  it('lose-sentinels leaves a minority, and double-failover also kills the promoted node', async () => {
    const plan = {
      ...planOf('sentinel'),
      sentinel: { count: 3, downAfterMs: 1_000, failoverTimeoutMs: 5_000, quorum: 2 },
    };
    await using started = await startCluster(plan);
    const { cluster } = started;
    const lost = await strike(cluster, plan, 'lose-sentinels');
    expect(lost.injection.targets.map(({ role }) => role)).toEqual(['sentinel', 'sentinel']);
    await mend(cluster, lost.injection);
    const old = cluster.primaryOf(0) as ClusterNode;
    const { injection, proof } = await strike(cluster, plan, 'double-failover');
    const [one, other] = injection.targets as [ClusterNode, ClusterNode];
    expect(one).toBe(old);
    expect(proof).toContain(`its successor ${other.id}: process ${other.process!.pid} is gone`);
    expect([one.running, other.running]).toEqual([false, false]);
  });
});
