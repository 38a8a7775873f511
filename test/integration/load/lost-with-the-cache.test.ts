import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { waitFor } from '../../../src/clock/wait.js';
import { type DriverDefinition, type DriverHost, outcomeCode } from '../../../src/load/driver/driver.js';
import { drivers } from '../../../src/load/driver/registry.js';
import { openAccess } from '../../../src/model/access.js';
import { keyName, parseStamp } from '../../../src/model/write-stamp.js';
import type { OriginClient } from '../../../src/origin/client.js';
import { firstVersion } from '../../../src/origin/first-version.js';
import { withConnection } from '../../../src/origin/postgres/sql.js';
import { lostWrites } from '../../../src/run/lost-write-behind.js';
import { MemoryOrigin } from '../../fakes/memory-origin.js';
import { runPattern } from '../../load/pattern/run-pattern.js';
import { origins, startWatchdog } from '../fixtures/built.js';
import { startRedis } from '../fixtures/redis-server.js';
import { openClient, originContext } from '../origin/origin-setup.js';

const patience = { timeoutMs: 60_000, pollMs: 2 };
const runTag = randomBytes(4).toString('hex');
const keys = 50;
const plan = {
  keys,
  runTag,
  ratePerSecond: 1_000,
  deadlineMs: 5_000,
  connectTimeoutMs: 30_000,
  driver: 'wire',
} as const;

it('counts the acknowledged writes that PostgreSQL never got, as a SELECT of all rows does', async () => {
  await using watchdog = await startWatchdog();
  const options = { connections: 4, connectTimeout: '10s', statementTimeout: '10s' };
  await using origin = await origins.postgres.start(options, originContext(watchdog));
  const { connection } = origin;
  if (connection.protocol !== 'sql') throw new Error('not a PostgreSQL');
  await using dying = await startCache();
  await using empty = await startCache();
  await using entrance = await startSwitch(dying.port);
  await using client = openClient(connection);
  const acknowledged = acknowledgements('row-write');
  const running = runPattern(
    {
      kind: 'write-behind',
      options: { flushEvery: '200ms' },
      mix: { get: 1, set: 4 },
      plan: { ...plan, view: viewOf(entrance.port), connections: 8, durationMs: 60_000, requests: 600 },
      client,
    },
    acknowledged.open,
  );
  // Late enough that most keys are not written again.
  await waitFor(() => acknowledged.all.length > 440 || undefined, patience);
  process.kill(await dying.pid(), 'SIGKILL');
  entrance.lead(empty.port);
  const { rows } = await running;

  const stored = await withConnection(connection, async (own) => {
    const { rows: all } = await own.query<{ key: number; version: number }>(
      `SELECT key, version FROM ${connection.table}`,
    );
    return new Map(all.map(({ key, version }) => [key, version - firstVersion]));
  });
  expect(stored.size).toBe(keys);
  const lost = acknowledged.all.filter(({ key, version }) => version > stored.get(key)!);
  expect(lost.length).toBeGreaterThan(0);
  expect(await lostWrites(client, 4, [rows])).toBe(lost.length);
});

it('finds every key whose acknowledged invalidation a failover undid', async () => {
  await using primary = await startCache();
  await using link = await startSwitch(primary.port);
  await using replica = await startCache([`replicaof 127.0.0.1 ${link.port}`]);
  await using entrance = await startSwitch(primary.port);
  const inSync = async () => ((await replica.client.info('replication')).includes('link_status:up') ? true : undefined);
  expect(await waitFor(inSync, patience)).toBe(true);
  const memory = new MemoryOrigin(keys);
  let isReadOnly = false;
  let writing = 0;
  const client: OriginClient = {
    read: (key) => memory.read(key),
    async write(key, version) {
      if (isReadOnly) return { outcome: 'fail', error: 'readOnly', row: null, poolWaitMs: 0, sameKey: 0 };
      writing += 1;
      return await memory.write(key, version);
    },
    [Symbol.asyncDispose]: async () => {},
  };
  const invalidated = acknowledgements('row-invalidation');
  const running = runPattern(
    {
      kind: 'cache-aside',
      // Without races, so that each stale read is the failover's.
      options: { stampede: 'lease' },
      mix: { get: 9, set: 1 },
      plan: {
        ...plan,
        view: viewOf(entrance.port),
        connections: 8,
        durationMs: 60_000,
        // A busy machine may send some seconds' worth at once, before the link is cut.
        requests: 5_000,
        intervalMs: 5,
      },
      client,
    },
    invalidated.open,
  );
  await waitFor(() => invalidated.all.length > 30 || undefined, patience);
  link.cut();
  const before = invalidated.all.length;
  await waitFor(() => invalidated.all.length > before + 40 || undefined, patience);
  isReadOnly = true;
  await waitFor(() => invalidated.all.length === writing || undefined, patience);
  const names = Array.from({ length: keys }, (_, key) => keyName(runTag, key));
  const old = (await replica.client.mget(names)).flatMap((value, key) => {
    const version = value === null ? undefined : parseStamp(value)?.sequence;
    return version !== undefined && version < memory.versions[key]! - firstVersion ? [key] : [];
  });
  await replica.client.replicaof('NO', 'ONE');
  entrance.lead(replica.port);
  const { staleKeys, totals } = await running;

  expect(old.length).toBeGreaterThan(5);
  expect([...staleKeys].toSorted((one, other) => one - other)).toEqual(old);
  expect(totals.stale).toMatchObject({ race: 0, notInvalidated: 0, allowed: 0, late: 0 });
});

function viewOf(port: number) {
  return { kind: 'single', endpoint: { host: '127.0.0.1', port }, access: openAccess } as const;
}

/** A Redis without persistence, and a client of the test's own. */
async function startCache(directives: readonly string[] = []) {
  const server = await startRedis((port) => [`port ${port}`, 'save ""', 'repl-diskless-sync-delay 0', ...directives]);
  const client = new Redis(server.port, '127.0.0.1', { retryStrategy: () => null });
  client.on('error', () => undefined);
  return {
    port: server.port,
    client,
    pid: async () => Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]),
    async [Symbol.asyncDispose]() {
      client.disconnect();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** What the driver reports as acknowledged, noted before anything else hears of it. */
function acknowledgements(role: 'row-write' | 'row-invalidation') {
  const all: { readonly key: number; readonly version: number }[] = [];
  const open: DriverDefinition['open'] = (options, host) => {
    const { slots, operations } = options;
    const noting: DriverHost = {
      settle(slot, generation, outcome, errorClass, observed) {
        const isCurrent = slots.busy[slot] === 1 && slots.generation[slot] === generation;
        if (isCurrent && outcome === outcomeCode.ok && operations[slots.kind[slot]!]?.audit === role)
          all.push({ key: slots.key[slot]!, version: slots.sequence[slot]! });
        host.settle(slot, generation, outcome, errorClass, observed);
      },
      repliesArrive: () => host.repliesArrive(),
      repliesHandled: () => host.repliesHandled(),
      connectionChanged: (connection, endpoint) => host.connectionChanged(connection, endpoint),
    };
    return drivers.wire.open(options, noting);
  };
  return { all, open };
}

/** Forwards connections to a port of this machine. */
async function startSwitch(first: number) {
  let port = first;
  const pairs = new Set<readonly [client: Socket, upstream: Socket]>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const one of pair) one.destroy();
        pairs.delete(pair);
      });
    }
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    for (const [client] of pairs) client.destroy();
  };
  onTestFinished(() => void server.close());
  return {
    port: (server.address() as AddressInfo).port,
    /** Ends all connections; the next ones lead to another server. */
    lead(to: number) {
      port = to;
      close();
    },
    /** Nothing passes any more, and nothing is closed. */
    cut() {
      for (const [client, upstream] of pairs) {
        client.unpipe(upstream);
        upstream.unpipe(client);
      }
    },
    async [Symbol.asyncDispose]() {
      server.close();
      close();
    },
  };
}
