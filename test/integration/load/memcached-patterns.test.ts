import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drivers } from '../../../src/load/driver/registry.js';
import { memcachedCommands } from '../../../src/load/pattern/memcached-commands.js';
import { openAccess } from '../../../src/model/access.js';
import type { Protocol } from '../../../src/model/protocol.js';
import { MemcachedControl } from '../../../src/topology/memcached-control.js';
import { type ForeignMemcached, startForeignMemcached } from '../../cli/drill/foreign-memcached.js';
import { type PatternRun, runPattern } from '../../load/pattern/run-pattern.js';

let memcached: ForeignMemcached;
let control: MemcachedControl;
beforeAll(async () => {
  memcached = await startForeignMemcached();
  control = new MemcachedControl({ host: '127.0.0.1', port: memcached.port });
});
afterAll(async () => {
  control.close();
  await memcached[Symbol.asyncDispose]();
});

/** A pattern over a real memcached, with keys of its own. */
async function run({ plan, ...given }: PatternRun, protocol: Protocol = 'meta') {
  const endpoint = { host: '127.0.0.1', port: memcached.port };
  const servers = [{ endpoint, shard: 0 }];
  const view = { kind: 'pool', servers, hashing: 'ketama', ejectsLost: false, access: openAccess } as const;
  const patient = { connections: 16, deadlineMs: 30_000, connectTimeoutMs: 30_000 };
  const whole = {
    ...patient,
    ...plan,
    runTag: randomBytes(4).toString('hex'),
    driver: 'wire',
    protocol,
    view,
  } as const;
  const before = await counted();
  const ran = await runPattern({ ...given, cache: memcachedCommands, plan: whole }, drivers.wire.open);
  const after = await counted();
  return { ...ran, server: Object.fromEntries(Object.keys(after).map((name) => [name, after[name]! - before[name]!])) };
}

/** The server's own counters. */
async function counted(): Promise<Record<string, number>> {
  const fields = await control.stats();
  return Object.fromEntries(
    ['get_hits', 'get_misses', 'cmd_get', 'cmd_set', 'delete_hits', 'delete_misses'].map((name) => [
      name,
      Number(fields.get(name)),
    ]),
  );
}

const mixed: Pick<PatternRun, 'kind' | 'mix' | 'readMs' | 'plan'> = {
  kind: 'cache-aside',
  mix: { get: 1, set: 1 },
  readMs: 20,
  plan: { keys: 40, ratePerSecond: null, pacer: { kind: 'closed' }, requests: 2_000, durationMs: 3_600_000 },
};
const oneKey = { keys: 1, ratePerSecond: 500, durationMs: 600 } as const;
const withoutRace = [
  { stampede: 'lease' },
  { stampede: 'lease', invalidate: 'set' },
  { stampede: 'lease', invalidate: 'delete-twice', secondDeleteAfter: '5ms', staleFor: '1m' },
  { stampede: 'lease', invalidate: 'mark-stale' },
  { invalidate: 'set-if-newer' },
  { invalidate: 'set-if-newer', stampede: 'lock' },
] as const;

describe('over memcached,', () => {
  it.each<Protocol>(['meta', 'text'])('deleting keys leaves the race, in the %s protocol', async (protocol) => {
    const { totals, stats, server } = await run(mixed, protocol);
    expect(stats.operations).toMatchObject({ ok: 2_000 });
    expect(totals.stale.race).toBeGreaterThan(0);
    expect(totals.stale).toMatchObject({ notInvalidated: 0, lostInvalidation: 0 });
    expect(server).toMatchObject({ get_hits: stats.hits, get_misses: stats.misses, cmd_set: totals.fills });
    expect(server.delete_hits! + server.delete_misses!).toBe(totals.writes.ok);
  });

  it.each(withoutRace)('no read is stale by a race with %j', async (options) => {
    const { totals, stats, server } = await run({ ...mixed, options });
    expect(stats.operations).toMatchObject({ ok: 2_000 });
    const compared = stats.steps?.set?.find(({ step }) => step === 'compare')?.ok ?? 0;
    expect(server.cmd_get).toBe(stats.hits + stats.misses + compared);
    expect(totals.stale).toMatchObject({ race: 0, notInvalidated: 0, lostInvalidation: 0, late: 0 });
    expect(totals.refusedFills).toBeGreaterThan(0);
    expect(totals.phantom).toBe(0);
  });

  it('a value that a write marked is returned until one reader has brought the new one', async () => {
    const options = { invalidate: 'mark-stale', stampede: 'lease' };
    const { totals, origin, stats } = await run({ ...mixed, options, mix: { get: 20, set: 1 } });
    expect(totals.stale.allowed).toBeGreaterThan(0);
    expect(totals.maxAgeMs).toBeLessThan(10_000);
    // Each write costs one read of the origin at most, and each key its first.
    expect(origin.reads).toBeLessThanOrEqual(totals.writes.ok + 40);
    expect(stats.operations).toMatchObject({ ok: 2_000 });
  });

  it.each(['lease', 'lock'])('one reader at a time asks the origin with stampede %s', async (stampede) => {
    const options = { stampede, leaseTime: '30s', ttl: '2s' };
    const { origin, stats, totals } = await run({ kind: 'cache-aside', options, readMs: 20, plan: oneKey });
    expect(stats.operations).toMatchObject({ ok: 300 });
    expect(origin.mostAtOnce).toBe(1);
    expect(origin.reads).toBe(totals.fills);
    expect(stats.misses).toBeGreaterThan(origin.reads);
  });

  it.each(['none', 'lease'])('one reader refreshes a value before it expires with stampede %s', async (stampede) => {
    const options = { stampede, ttl: '30s', jitter: '0%', refreshAfter: '0.1%' };
    const { origin, stats } = await run({ kind: 'refresh-ahead', options, readMs: 20, plan: oneKey });
    const [, originRead, , refresh] = stats.steps?.get ?? [];
    expect(refresh).toMatchObject({ step: 'refresh', fail: 0 });
    expect(refresh!.ok).toBeGreaterThan(0);
    expect(origin.reads).toBe(originRead!.ok + refresh!.ok);
    expect(stats.operations).toMatchObject({ ok: 300 });
  });
});
