import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { canaryPlan } from '../../../src/audit/canaries.js';
import { judgeWrites } from '../../../src/audit/judge.js';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import type { KeySpace } from '../../../src/keyspace/key-space.js';
import { preload } from '../../../src/keyspace/preload.js';
import { readEverythingBack } from '../../../src/keyspace/read-back.js';
import { spacesInUse } from '../../../src/keyspace/spaces-in-use.js';
import type { DriverName } from '../../../src/load/driver/registry.js';
import { planOperations } from '../../../src/load/workload/plan-operations.js';
import { openAccess } from '../../../src/model/access.js';
import { auditedSpaces, keyOfNumber, numberKeys } from '../../../src/model/audited-spaces.js';
import type { Fate } from '../../../src/model/write-fates.js';
import { formatStamp, keyNameIn } from '../../../src/model/write-stamp.js';
import { RunLog } from '../../../src/progress/run-log.js';
import type { WriteSafetyRecord } from '../../../src/record/sections/write-safety.js';
import { redisDataAccess } from '../../../src/topology/redis-data.js';
import { fakeCluster, fakeNode } from '../../fakes/fake-cluster.js';
import { workerPlan } from '../../load/worker-plan.js';
import { startRedis } from '../fixtures/redis-server.js';

const built = new URL('../../../dist/load/load.js', import.meta.url).href;
const { startLoad } = (await import(built)) as typeof import('../../../src/load/load.js');

const runTag = 'abcd1234';
const keys = 101;
const workerCount = 2;
const valueBytes = 40;
const everyKind = {
  set: 3,
  get: 1,
  del: 1,
  getex: 1,
  eval: 1,
  incr: 3,
  append: 2,
  rpush: 2,
  hset: 2,
  hget: 1,
  xadd: 1,
  mset: 1,
  sadd: 1,
  lpush: 1,
  hgetall: 1,
};

/** What somebody does behind the program's back, during the load or before the read-back. */
interface Meddling {
  readonly meanwhile?: (server: Redis) => Promise<unknown>;
  readonly atTheEnd?: (server: Redis) => Promise<unknown>;
}

interface Case {
  readonly what: string;
  readonly mix: Readonly<Record<string, number>>;
  readonly meddling: Meddling;
  readonly fates: Partial<Record<Fate, number>>;
  /** Of the first lost write. */
  readonly key?: string;
}

const first = (space: Parameters<typeof keyNameIn>[0]) => keyNameIn(space, runTag, 0);

const counterOf = (server: Redis) => server.get(first('counter'));
const lengthOf = (server: Redis) => server.llen(first('list'));

const cases: readonly Case[] = [
  {
    what: 'a key written once that somebody deletes, when a later write succeeds',
    mix: { setnx: 1 },
    meddling: { meanwhile: (server) => server.del(first('once')) },
    fates: { survived: keys, lost: 1 },
    key: first('once'),
  },
  {
    what: 'a key written once that is gone at the end',
    mix: { setnx: 1 },
    meddling: { atTheEnd: (server) => server.del(first('once')) },
    fates: { survived: keys - 1, lost: 1 },
    key: first('once'),
  },
  {
    what: 'a list that somebody trims while values are put in front of it',
    mix: { lpush: 1 },
    meddling: { meanwhile: counted(lengthOf, (server) => server.lpop(first('list'), 3)) },
    fates: { lost: 3 },
    key: first('list'),
  },
  {
    what: 'a set from which somebody takes members',
    mix: { sadd: 1 },
    meddling: { atTheEnd: (server) => server.spop(first('set'), 2) },
    fates: { lost: 2 },
    key: first('set'),
  },
  {
    what: 'a set to which somebody adds a member',
    mix: { sadd: 1 },
    meddling: { atTheEnd: (server) => server.sadd(first('set'), 'x') },
    fates: { duplicated: 1 },
  },
  {
    what: 'a stream from which somebody trims the oldest entry',
    mix: { xadd: 1 },
    meddling: { atTheEnd: (server) => trimOne(server, first('stream')) },
    fates: { lost: 1 },
    key: first('stream'),
  },
  {
    what: 'a stream to which somebody adds an entry',
    mix: { xadd: 1 },
    meddling: { atTheEnd: (server) => server.xadd(first('stream'), '*', 'field', 'x') },
    fates: { duplicated: 1 },
  },
  {
    what: 'a counter that somebody counts down while others count it up',
    mix: { incr: 1 },
    meddling: { meanwhile: counted(counterOf, (server) => server.decr(first('counter'))) },
    fates: { lost: 1 },
    key: first('counter'),
  },
  {
    what: 'a counter that somebody counts up',
    mix: { incr: 1, set: 1 },
    meddling: { meanwhile: counted(counterOf, (server) => server.incrby(first('counter'), 3)) },
    fates: { duplicated: 3 },
  },
  {
    what: 'a list that somebody trims while elements are added',
    mix: { rpush: 1, hset: 1 },
    meddling: { meanwhile: counted(lengthOf, (server) => server.rpop(first('list'), 2)) },
    fates: { lost: 2 },
    key: first('list'),
  },
  {
    what: 'a list whose last element is gone at the end',
    mix: { rpush: 1 },
    meddling: { atTheEnd: (server) => server.rpop(first('list')) },
    fates: { lost: 1 },
    key: first('list'),
  },
  {
    what: 'appended values that somebody cut off',
    mix: { append: 1 },
    meddling: { atTheEnd: (server) => cutOff(server, first('append'), 2 * valueBytes) },
    fates: { lost: 2 },
    key: first('append'),
  },
  {
    what: 'values of an mset that somebody set back, though only one of its keys',
    mix: { mset: 1 },
    meddling: { atTheEnd: (server) => setBack(server, 'multi', `${first('multi')}:1`) },
    fates: { lost: 1 },
    key: first('multi'),
  },
  {
    what: 'a field of a hash that somebody set back',
    mix: { hset: 1, hget: 1, set: 1 },
    meddling: { atTheEnd: (server) => setBack(server, 'hash', first('hash')) },
    fates: { lost: 1 },
    key: first('hash'),
  },
];

describe.each(['ioredis', 'wire'] as const)('against a real server, with the driver %s,', (driver) => {
  it('a run with every audited kind is safe, and its reads hit from the start', async () => {
    const { safety, hits, misses } = await audited(driver, { ...everyKind, del: 0 });
    expect(safety).toMatchObject({ verdict: 'safe', staleReads: 0 });
    expect(safety.fates).toEqual({ ...none, survived: safety.writes.issued });
    expect(hits).toBeGreaterThan(0);
    expect(misses).toBe(0);
  });

  it('a run with deletions among the writes is safe', async () => {
    const { safety, misses } = await audited(driver, everyKind);
    expect(safety).toMatchObject({ verdict: 'safe', staleReads: 0 });
    expect(safety.fates).toEqual({ ...none, survived: safety.writes.issued });
    expect(misses).toBeGreaterThan(0);
  });

  it('a run that is audited only at the end is safe too', async () => {
    const { safety } = await audited(driver, everyKind, {}, false);
    expect(safety.verdict).toBe('safe');
    expect(safety.fates).toEqual({ ...none, survived: safety.writes.issued });
  });

  it('a run that writes each key once is safe, and every other write had no effect', async () => {
    const { safety } = await audited(driver, { setnx: 1 });
    expect(safety.verdict).toBe('safe');
    expect(safety.fates).toEqual({ ...none, survived: keys });
    expect(safety.writes).toMatchObject({ acknowledged: keys, failed: safety.writes.issued - keys });
  });

  it.each(casesFor(driver))('the audit finds exactly $what', async ({ mix, meddling, fates, key }) => {
    const { safety } = await audited(driver, mix, meddling);
    const survived = safety.writes.issued - Object.values(fates).reduce((sum, count) => sum + count, 0);
    expect(safety.fates).toEqual({ ...none, survived, ...fates });
    expect(safety.verdict).toBe('unsafe');
    if (key !== undefined) expect(new Set(safety.lostSamples.map((sample) => sample.key))).toEqual(new Set([key]));
  });

  it('the audit detects a field that hgetall reads and nobody wrote', async () => {
    const { safety } = await audited(
      driver,
      { hgetall: 1, set: 1 },
      { meanwhile: (server) => server.hset(first('hash'), 'field', 'nobody wrote this') },
    );
    expect(safety.unwritten?.reads).toBeGreaterThan(0);
    expect(safety.verdict).toBe('unsafe');
  });
});

// What only the read-back can find: any driver's ledger will do, and the safe runs above prove both.
describe('against a real server, once the load has ended,', () => {
  it('the audit detects a hash field deleted by somebody else: everything written to it is gone', async () => {
    const { safety } = await audited(
      'wire',
      { hset: 1 },
      { atTheEnd: (server) => server.hdel(first('hash'), 'field') },
    );
    expect(safety.verdict).toBe('unsafe');
    expect(safety.fates?.lost).toBeGreaterThan(0);
    expect(safety.lostSamples[0]).toMatchObject({ key: first('hash'), foundSequence: -1 });
    expect(new Set(safety.lostSamples.map(({ key }) => key)).size).toBe(1);
  });

  it('the audit detects a deleted key that came back', async () => {
    const { safety } = await audited('wire', { set: 1, del: 1 }, { atTheEnd: bringBack });
    expect(safety.verdict).toBe('unsafe');
    expect(safety.fates?.lost).toBeGreaterThan(0);
  });
});

/** With one driver all; with the other those in which its replies can show that somebody interferes with the load. */
function casesFor(driver: DriverName): readonly Case[] {
  return driver === 'wire' ? cases : cases.filter(({ meddling }) => meddling.meanwhile);
}

const none = { survived: 0, lost: 0, recovered: 0, vanished: 0, duplicated: 0, unexpected: 0 };

/** Loads a separate server with a mix, and audits it like a run. */
async function audited(
  driver: DriverName,
  mix: Readonly<Record<string, number>>,
  meddling: Meddling = {},
  chain = true,
): Promise<{ readonly safety: WriteSafetyRecord; readonly hits: number; readonly misses: number }> {
  await using redis = await startRedis((port) => [`port ${port}`, 'save ""']);
  const server = new Redis(redis.port, '127.0.0.1');
  try {
    const planned = planOperations({
      mix,
      commands: [],
      chain,
      ttlSeconds: null,
      keysPerOperation: 3,
      fixedValueBytes: valueBytes,
    });
    const spaces = auditedSpaces(planned, keys, workerCount);
    const operations = numberKeys(planned, spaces);
    const data = redisDataAccess(() => server);
    const cluster = fakeCluster([fakeNode('n1', 'primary')], { data });
    const valueSizes = { kind: 'fixed', bytes: valueBytes } as const;
    const space: KeySpace = {
      runTag,
      keys,
      valueBytes,
      valueSizes,
      data: 'random',
      seed: 1,
      ttlSeconds: null,
      canaryTtlSeconds: null,
      inUse: spacesInUse(operations),
      audited: spaces,
    };
    const canaries = canaryPlan(runTag, 10);
    await preload(cluster, space, canaries, new AbortController().signal);
    const inFlight = new SharedArrayBuffer(4 * workerCount);
    await using load = await startLoad(
      Array.from({ length: workerCount }, (_, workerIndex) =>
        workerPlan({
          workerIndex,
          workerCount,
          inFlight,
          driver,
          operations,
          keys,
          valueBytes,
          valueSizes,
          runTag,
          audit: chain ? 'chain' : 'final',
          requests: 3_000,
          ratePerSecond: null,
          pacer: { kind: 'closed' },
          deadlineMs: 60_000,
          connections: 2,
          pipeline: 4,
          view: { kind: 'single', endpoint: { host: '127.0.0.1', port: redis.port }, access: openAccess },
        }),
      ),
    );
    const epochMs = monotonicMs();
    let [hits, misses] = [0, 0];
    const run = (part: 'warmup' | 'measured') =>
      load.run(part, epochMs, epochMs + 600_000, {
        interval(_worker, counts) {
          hits += counts.hits;
          misses += counts.misses;
        },
        routed() {},
      });
    const running = run('measured');
    if (meddling.meanwhile) {
      // In the middle of the load: each key has been written by then.
      await untilCommands(server, 2_000);
      await meddling.meanwhile(server);
    }
    await running;
    await meddling.atTheEnd?.(server);
    const readBack = await readEverythingBack(cluster, space, canaries, {
      convergenceTimeoutMs: 1,
      log: new RunLog(() => {}),
    });
    const { writeSafety: safety } = judgeWrites({
      snapshots: (await load.handOver()).ledgers,
      readback: readBack.keys,
      readbackAtMs: readBack.atMs - epochMs,
      canaries: readBack.canaries,
      faults: [],
      evictedKeys: 0,
      expiredKeys: 0,
      converged: readBack.converged,
      auditMode: chain ? 'chain' : 'final',
      durability: 'async',
      keyNameOf(number) {
        const place = keyOfNumber(spaces, number);
        return keyNameIn(place.space, runTag, place.key);
      },
    });
    return { safety, hits, misses };
  } finally {
    server.disconnect();
  }
}

/** Waits until the server has executed this many more commands. */
async function untilCommands(server: Redis, count: number): Promise<void> {
  const executed = async () => Number(/total_commands_processed:(\d+)/.exec(await server.info('stats'))?.[1]);
  const before = await executed();
  while ((await executed()) < before + count);
}

/** Once a key has as many counts as are taken or added: more than that would not be lost, or copies of one. */
function counted(
  count: (server: Redis) => Promise<unknown>,
  meddle: (server: Redis) => Promise<unknown>,
): (server: Redis) => Promise<unknown> {
  return async (server) => {
    while (Number(await count(server)) < 3);
    return meddle(server);
  };
}

async function cutOff(server: Redis, key: string, bytes: number): Promise<void> {
  const value = (await server.get(key)) ?? '';
  await server.set(key, value.slice(0, -bytes));
}

/** Replaces the value of the last write by the one before. */
async function setBack(server: Redis, space: 'hash' | 'multi', key: string): Promise<void> {
  const value = (space === 'hash' ? await server.hget(key, 'field') : await server.get(key)) ?? '';
  const sequence = Number.parseInt(value.slice(16, 24), 16);
  const keyIndex = Number.parseInt(value.slice(8, 16), 16);
  const older = formatStamp({ runTag, keyIndex, sequence: sequence - 1 });
  if (space === 'hash') await server.hset(key, 'field', older);
  else await server.set(key, older);
}

/** Restores a deleted key with its preloaded value. */
async function bringBack(server: Redis): Promise<void> {
  for (let keyIndex = 0; keyIndex < keys; keyIndex += 1) {
    const key = keyNameIn('string', runTag, keyIndex);
    if ((await server.exists(key)) === 1) continue;
    await server.set(key, formatStamp({ runTag, keyIndex, sequence: 0 }));
    return;
  }
}

/** Removes the oldest entry of a stream. */
async function trimOne(server: Redis, key: string): Promise<void> {
  await server.xtrim(key, 'MAXLEN', (await server.xlen(key)) - 1);
}
