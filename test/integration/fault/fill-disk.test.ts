import { describe, expect, it } from 'vitest';
import type { ClusterNode } from '../../../src/topology/cluster.js';
import type { Cluster } from '../../../src/topology/topology.js';
import { until } from '../../link/fixtures/sockets.js';
import { startCluster } from '../fixtures/cluster.js';
import { ask, mend, planOf, strike } from './strike.js';

const config = { appendonly: 'yes', appendfsync: 'everysec' };
const roomBytes = 4_096;

describe('fill-disk', () => {
  it.each(['standalone', 'cluster'] as const)(
    'makes a primary refuse writes until there is space again, and keep those it accepted (%s)',
    async (kind) => {
      const plan = { ...planOf(kind), config };
      await using started = await startCluster(plan);
      const { cluster } = started;
      const target = cluster.primaryOf(0) as ClusterNode;
      const writing = new AbortController();
      const taken = writeUntilRefused(cluster, target, writing.signal);
      const { injection, proof } = await strike(cluster, plan, 'fill-disk', {
        target: { node: target.id },
        room: roomBytes,
      });
      expect(proof).toMatch(/can't append beyond \d+ bytes, and it reports that/);
      writing.abort();
      const key = (await taken).at(-1) as string;
      await expect(ask(cluster, target, 'SET', key, 'refused')).rejects.toThrow('MISCONF');
      expect(await ask(cluster, target, 'GET', key)).not.toBe('refused');
      await injection.heal();
      await until(async () => (await ask(cluster, target, 'SET', key, 'x').catch(() => null)) === 'OK');
      await mend(cluster, injection);
      const values = await cluster.data.read(target, await taken);
      expect(values.filter((value) => value === null)).toEqual([]);
    },
  );

  it('ends a replica, which may not refuse writes of its primary', async () => {
    const plan = { ...planOf('replicated'), config };
    await using started = await startCluster(plan);
    const { cluster } = started;
    const primary = cluster.primaryOf(0) as ClusterNode;
    const writing = new AbortController();
    const taken = writeUntilRefused(cluster, primary, writing.signal);
    const { injection, proof } = await strike(cluster, plan, 'fill-disk', { target: 'replica', room: roomBytes });
    writing.abort();
    await taken;
    expect(proof).toMatch(/, and (its process ended|it reports that)/);
    await until(() => injection.targets.every(({ running }) => !running) || writeOnce(cluster, primary));
    await mend(cluster, injection);
  });
});

/** Writes keys of the node's shard one by one until stopped, and returns those that were accepted. */
async function writeUntilRefused(cluster: Cluster, node: ClusterNode, signal: AbortSignal): Promise<readonly string[]> {
  const taken: string[] = [];
  for (let index = 0; !signal.aborted; index += 1) {
    const key = `key:${index}`;
    if (cluster.shardOf(key) !== node.shard) continue;
    const answer = await ask(cluster, node, 'SET', key, 'x'.repeat(100)).catch(() => null);
    if (answer === 'OK') taken.push(key);
  }
  return taken;
}

/** A replica ends when it receives a write; false. */
async function writeOnce(cluster: Cluster, primary: ClusterNode): Promise<boolean> {
  await ask(cluster, primary, 'SET', 'again', 'x');
  return false;
}
