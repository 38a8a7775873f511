import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { RunLog } from '../../../src/progress/run-log.js';
import { RedundancyWatch } from '../../../src/run/redundancy/redundancy-watch.js';
import { call } from '../../../src/topology/call.js';
import type { ClusterNode } from '../../../src/topology/cluster.js';
import { until } from '../../link/fixtures/sockets.js';
import { topologies } from '../fixtures/built.js';
import { clusterSite, sentinelPlan, startCluster } from '../fixtures/cluster.js';

it("counts full and partial resyncs like the primary's own log, even across its restart, and reports lost links", async () => {
  await using site = await clusterSite();
  const plan = { ...sentinelPlan, replicas: 1 };
  await using cluster = await topologies.replicated.start(plan, site.context);
  const primary = cluster.primaryOf(0);
  const [replica] = cluster.replicasOf(0);
  if (primary === undefined || replica === undefined) throw new Error('there is one of each');
  const log = new RunLog(() => {});
  log.epochMs = 0;
  const before = await resyncsLogged(primary);
  const watch = await RedundancyWatch.start(cluster, log, 50);
  if (watch === null) throw new Error('there are replicas');

  const linkDowns = () => log.events().filter(({ type }) => type === 'replica-link-down').length;
  const lastOf = (...types: readonly string[]) => log.events().findLast(({ type }) => types.includes(type))?.type;
  const isBack = () =>
    lastOf('replica-link-down', 'replica-link-up') === 'replica-link-up' &&
    lastOf('redundancy-lost', 'redundancy-restored') === 'redundancy-restored';
  // The replica is back so soon that possibly only the counts show it.
  await call(cluster.data, primary, [['CLIENT', 'KILL', 'TYPE', 'replica']]);
  await until(async () => (await resyncsLogged(primary)).partial > before.partial);
  const logged = await resyncsLogged(primary);
  await until(() => watch.record(0).partialResyncs >= logged.partial - before.partial);
  // A primary that returns without its history must send everything.
  await primary.process!.kill();
  await cluster.restart(primary);
  await until(async () => (await resyncsLogged(primary)).full > before.full);
  await until(isBack);
  await watch.stop();

  const after = await resyncsLogged(primary);
  const record = watch.record(0);
  expect(record).toMatchObject({
    fullResyncs: after.full - before.full,
    partialResyncs: after.partial - before.partial,
    links: [{ node: replica.id, times: linkDowns() }],
  });
  expect(record.withoutRedundancyMs).toBeGreaterThan(0);
  expect(log.events().map(({ type }) => type)).toEqual(
    expect.arrayContaining([
      'replica-link-down',
      'replica-link-up',
      'resynced',
      'redundancy-lost',
      'redundancy-restored',
    ]),
  );
});

it.each([
  { kind: 'cluster', shards: 3, replicas: 0 },
  { kind: 'standalone', replicas: 0 },
] as const)('waits for no server that is gone for good: $kind', async (plan) => {
  await using started = await startCluster(plan);
  const { cluster } = started;
  await cluster.nodes.find(({ shard }) => shard === 0)!.process.kill();
  // Long enough that the test would time out first.
  expect(await cluster.converge(60_000)).toBe(true);
  expect(cluster.primaryOf(0)).toBeUndefined();
});

/** The resyncs in a primary's log. */
async function resyncsLogged({ process }: ClusterNode): Promise<{ readonly full: number; readonly partial: number }> {
  const text = await readFile(process!.logFile, 'utf8');
  return {
    full: text.match(/Full resync requested by replica|Partial resynchronization not accepted/g)?.length ?? 0,
    partial: text.match(/Partial resynchronization request from .* accepted/g)?.length ?? 0,
  };
}
