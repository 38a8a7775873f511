import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { EnvironmentError } from '../errors/errors.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { FaultDefinition } from './fault.js';
import { openLine } from './send-command.js';

const mostKeys = 10_000;

const options = z.strictObject({
  count: z
    .int()
    .min(1)
    .max(mostKeys)
    .default(1)
    .describe('How many of the hottest keys expire, on all shards together.'),
});

/** The keys that the load uses most expire at once: their readers all miss together, until one has filled the cache again. */
export const expireHotKey: FaultDefinition<typeof options> = {
  summary: 'The hottest keys of the load expire at once: all their readers miss together.',
  happened: 'The hottest keys expired on {target}',
  options,
  needs: ['processes'],
  needsKeys: true,
  leavesZombie: true,
  removesData: true,
  async inject(cluster, { count }, _random, { hottestKeys }) {
    const keys = keysByNode(cluster, hottestKeys(count));
    const injectedAtMs = monotonicMs();
    const expired = await Promise.all([...keys].map(([node, names]) => expire(cluster, node, names)));
    return {
      targets: [...keys.keys()],
      injectedAtMs,
      async prove() {
        if (expired.every((existed) => existed === 0)) return undefined;
        return [...keys]
          .map(([{ id }, names], index) => `${id}: ${expired[index]} of ${names.length} keys existed and expired`)
          .join(', ');
      },
      heal: async () => {},
    };
  },
};

/** Each key at the primary where clients look for it now. */
function keysByNode(cluster: Cluster, names: readonly string[]): ReadonlyMap<ClusterNode, readonly string[]> {
  const keys = new Map<ClusterNode, string[]>();
  for (const name of names) {
    const shard = cluster.currentShardOf?.(name) ?? cluster.shardOf(name);
    const node = cluster.primaryOf(shard);
    if (node === undefined) throw new EnvironmentError(`The fault found no primary of shard ${shard}.`);
    const others = keys.get(node);
    if (others === undefined) keys.set(node, [name]);
    else others.push(name);
  }
  return keys;
}

async function expire(cluster: Cluster, node: ClusterNode, names: readonly string[]): Promise<number> {
  using line = openLine(cluster, node);
  return await cluster.data.expire(line, names);
}
