import type { Cluster } from '../../topology/topology.js';
import { primariesOf } from './relays-before.js';

/** Writes 0 to each counter: in the text protocol, memcached increments only those that exist. */
export async function startCounters(cluster: Cluster, names: readonly string[]): Promise<void> {
  await Promise.all(
    primariesOf(cluster).map((primary, shard) => {
      const own = names.filter((name) => cluster.shardOf(name) === shard);
      return cluster.data.write(
        primary,
        own.flatMap((name) => [name, '0']),
      );
    }),
  );
}
