import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import type { LedgerSnapshot } from '../../../src/audit/ledger-snapshot.js';
import { observedSequence } from '../../../src/audit/observation.js';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import { drivers } from '../../../src/load/driver/registry.js';
import type { IntervalCounts, ShardCounts } from '../../../src/metrics/interval-counts.js';
import type { ClientOutage } from '../../../src/metrics/outages.js';
import { hashSlot } from '../../../src/model/hash-slot.js';
import { keyName } from '../../../src/model/write-stamp.js';
import type { Cluster } from '../../../src/topology/topology.js';
import { workerPlan } from '../../load/worker-plan.js';
import { runTag, startCluster } from '../fixtures/cluster.js';
import { moveSlots } from '../fixtures/move-slots.js';

// Worker threads load their code from dist, so the load that starts them comes from there too.
const built = new URL('../../../dist/load/load.js', import.meta.url).href;
const { startLoad } = (await import(built)) as typeof import('../../../src/load/load.js');

const keys = 600;
const shards = { kind: 'cluster', shards: 3, replicas: 1 } as const;
const patient = { cluster: { nodeTimeoutMs: 60_000, requireFullCoverage: false } };
const fastElection = { cluster: { nodeTimeoutMs: 1_000, requireFullCoverage: false } };

interface Driven {
  readonly planned: number;
  readonly total: (of: (counts: IntervalCounts) => number) => number;
  readonly errors: readonly string[];
  readonly outages: readonly ClientOutage[];
  readonly shardCounts: readonly ShardCounts[];
  readonly routed: readonly string[];
  readonly ledgers: readonly LedgerSnapshot[];
}

/** Loads a cluster while `meanwhile` acts on it. */
async function drive(
  cluster: Cluster,
  changes: Parameters<typeof workerPlan>[0] & { readonly durationMs: number },
  meanwhile: () => Promise<void>,
): Promise<Driven> {
  const table = Uint16Array.from({ length: keys }, (_, key) => cluster.shardOf(keyName(runTag, key)));
  const plan = workerPlan({
    view: cluster.clientView,
    keys,
    pipeline: 64,
    preloaded: [],
    shardCount: 3,
    shardsOfKeys: [table, table],
    ...changes,
  });
  await using load = await startLoad([plan]);
  const heard: IntervalCounts[] = [];
  const routed: string[] = [];
  const epochMs = monotonicMs() + 50;
  const [outcome] = await Promise.all([
    load.run('measured', epochMs, epochMs + changes.durationMs, {
      interval: (_, counts) => heard.push(counts),
      routed: (endpoint) => routed.push(endpoint),
    }),
    meanwhile(),
  ]);
  return {
    planned: outcome.planned ?? Number.NaN,
    total: (of) => heard.reduce((sum, counts) => sum + of(counts), 0),
    errors: [...new Set(heard.flatMap(({ errors }) => Object.keys(errors)))].sort(),
    outages: outcome.outages,
    shardCounts: outcome.shards,
    routed,
    ledgers: (await load.handOver()).ledgers,
  };
}

/** The sequence number of each key at the primary of its shard. */
async function readBack(cluster: Cluster): Promise<number[]> {
  const names = Array.from({ length: keys }, (_, key) => keyName(runTag, key));
  const held = new Map<string, number>();
  for (const shard of [0, 1, 2]) {
    const own = names.filter((name) => cluster.shardOf(name) === shard);
    const values = await cluster.data.read(cluster.primaryOf(shard)!, own);
    own.forEach((name, index) => {
      held.set(name, observedSequence(values[index] ?? null, runTag, names.indexOf(name)));
    });
  }
  return names.map((name) => held.get(name)!);
}

describe.each(['wire', 'ioredis', 'node-redis'] as const)('the driver %s on a Redis Cluster', (driver) => {
  it('follows slots that move under load: every operation succeeds once', async () => {
    await using started = await startCluster({ ...shards, ...patient });
    const { cluster } = started;
    const moved = Array.from({ length: keys }, (_, key) => keyName(runTag, key))
      .filter((name) => cluster.shardOf(name) === 0)
      .slice(0, 60)
      .map(hashSlot);
    const { planned, total, errors, ledgers } = await drive(
      cluster,
      { driver, deadlineMs: 10_000, durationMs: 3_000 },
      () => moveSlots(cluster, [...new Set(moved)], cluster.primaryOf(0)!, cluster.primaryOf(1)!),
    );
    expect(errors).toEqual([]);
    expect(total(({ ok }) => ok)).toBe(planned);
    expect(total(({ sent }) => sent)).toBe(planned);
    const [ledger] = ledgers;
    expect(ledger?.counts).toMatchObject({ failed: 0, indeterminate: 0, foreignValues: 0, staleReads: 0 });
    // The cluster reports the last move at most a moment later.
    await expect.poll(() => cluster.shardOf(keyName(runTag, firstOf(moved))), { timeout: 20_000 }).toBe(1);
    const held = await readBack(cluster);
    const acknowledged = [...(ledger?.acknowledged ?? [])];
    expect(held.filter((sequence, key) => sequence !== acknowledged[key])).toEqual([]);
  });

  it('considers a write acknowledged when a replica of its own shard has it, even if its slot moves', async () => {
    await using started = await startCluster({ ...shards, ...patient });
    const { cluster } = started;
    const [silent] = cluster.replicasOf(2);
    const moved = Array.from({ length: keys }, (_, key) => keyName(runTag, key))
      .filter((name) => cluster.shardOf(name) === 0)
      .slice(0, 20)
      .map(hashSlot);
    silent?.process?.signal('SIGSTOP');
    const shardOf = Array.from({ length: keys }, (_, key) => cluster.shardOf(keyName(runTag, key)));
    // WAIT ends at 80 % of the deadline: the rest has to suffice on a busy machine.
    const wait = { durability: { kind: 'wait', replicas: 1 }, deadlineMs: 1_500, ratePerSecond: 200 } as const;
    const { total, errors, ledgers } = await drive(cluster, { driver, ...wait, durationMs: 4_000 }, () =>
      moveSlots(cluster, [...new Set(moved)], cluster.primaryOf(0)!, cluster.primaryOf(1)!),
    );
    silent?.process?.signal('SIGCONT');
    const [ledger] = ledgers;
    const acknowledged = [...(ledger?.acknowledged ?? [])];
    // Operations behind an unanswered WAIT are late too.
    expect(errors.filter((error) => !['waitShort', 'timeout', 'connectionLost', 'notSent'].includes(error))).toEqual(
      [],
    );
    expect(total(({ errors: counted }) => counted.waitShort ?? 0)).toBeGreaterThan(0);
    // Before the load, no key had a value: sequence 0 is none of its writes.
    expect(acknowledged.filter((sequence, key) => sequence > 0 && shardOf[key] === 2)).toEqual([]);
    for (const shard of [0, 1])
      expect(acknowledged.some((sequence, key) => sequence > 0 && shardOf[key] === shard)).toBe(true);
    const held = await readBack(cluster);
    expect(held.filter((sequence, key) => sequence < acknowledged[key]!)).toEqual([]);
  });

  it('returns to a shard whose primary died, and never leaves the others', async () => {
    await using started = await startCluster({ ...shards, ...fastElection });
    const { cluster } = started;
    const old = cluster.primaryOf(2)!;
    const [heir] = cluster.replicasOf(2);
    // A rate that a busy machine carries, too.
    const deadline = { deadlineMs: 500, durationMs: 8_000, ratePerSecond: 400 };
    const { planned, total, outages, routed, shardCounts } = await drive(cluster, { driver, ...deadline }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await old.process!.kill();
    });
    expect(total(({ ok, fail, indeterminate, dropped }) => ok + fail + indeterminate + dropped)).toBe(planned);
    const longest = (shard: number) =>
      Math.max(
        0,
        ...outages.filter((outage) => outage.shard === shard).map(({ fromMs, toMs }) => (toMs ?? 8_000) - fromMs),
      );
    // Nothing is considered dead before the node timeout; shards that are alive are never unavailable for that long.
    expect(longest(2)).toBeGreaterThan(1_000);
    // On a busy machine, another operation may be late when the load ends.
    const returned = outages.filter(({ shard, toMs }) => shard === 2 && toMs !== null);
    expect(Math.max(...returned.map(({ fromMs, toMs }) => Number(toMs) - fromMs))).toBeGreaterThan(1_000);
    for (const shard of [0, 1]) expect(longest(shard)).toBeLessThan(longest(2));
    // Each shard has only its own operations, and together they have all.
    expect(shardCounts.reduce((sum, { ok }) => sum + ok, 0)).toBe(total(({ ok }) => ok));
    expect(shardCounts.reduce((sum, { ok, notOk }) => sum + ok + notOk, 0)).toBe(planned);
    const shareOk = ({ ok, notOk }: ShardCounts) => ok / (ok + notOk);
    for (const shard of [0, 1]) expect(shareOk(shardCounts[shard]!)).toBeGreaterThan(shareOk(shardCounts[2]!));
    expect(routed).toContain(`${heir?.clientAddress.host}:${heir?.clientAddress.port}`);
  });

  // A scenario that asks another driver for it is refused.
  const readers = [driver].filter((name) => drivers[name].readsFrom.includes('replica'));
  it.each(readers)('reads from replicas on request: %s', async () => {
    await using started = await startCluster({ ...shards, ...fastElection });
    const { cluster } = started;
    await untilReplicasAreNamed(cluster);
    const gets = async (shard: number) => {
      const [replica] = cluster.replicasOf(shard);
      return (await cluster.data.inspect(replica!))?.calls.get ?? 0;
    };
    const view = { ...cluster.clientView, readFrom: 'replica' } as typeof cluster.clientView;
    const { total, errors, planned } = await drive(
      cluster,
      { driver, view, deadlineMs: 10_000, durationMs: 1_500 },
      async () => {},
    );
    expect(errors).toEqual([]);
    expect(total(({ ok }) => ok)).toBe(planned);
    for (const shard of [0, 1, 2]) expect(await gets(shard)).toBeGreaterThan(0);
  });
});

/** Members list a replica only once they know that it has received data. */
async function untilReplicasAreNamed(cluster: Cluster): Promise<void> {
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
    await cluster.data.write(cluster.primaryOf(cluster.shardOf(name))!, [name, 'value']);
  for (const { address } of cluster.nodes) {
    const connection = new Redis(address);
    const isNamed = async () =>
      ((await connection.cluster('SLOTS')) as unknown[][]).every((served) => served.length === 4);
    await expect.poll(isNamed, { timeout: 30_000 }).toBe(true);
    connection.disconnect();
  }
}

function firstOf(hashSlots: readonly number[]): number {
  return Array.from({ length: keys }, (_, key) => key).find((key) =>
    hashSlots.includes(hashSlot(keyName(runTag, key))),
  )!;
}
