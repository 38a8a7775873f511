import type { Redis } from 'ioredis';
import type { ClusterNode } from '../cluster.js';
import { clusterDataAccess } from '../cluster-mode/cluster-data.js';
import { redisDataAccess } from '../redis-data.js';
import type { AttachedData } from '../topology.js';

/** AttachedData over control connections. What a server does not tell of itself is missing, and no error. */
export function attachedData(connectionOf: (node: ClusterNode) => Redis): AttachedData {
  const data = redisDataAccess(connectionOf);
  return {
    ...data,
    inspect: (node) => data.inspect(node).catch(() => undefined),
    remove: (node, keys) => removeAs('UNLINK', keys, (command, some) => connectionOf(node).call(command, ...some)),
  };
}

/** The same to members of a Redis Cluster, where one command may not name keys of several slots. */
export function attachedClusterData(connectionOf: (node: ClusterNode) => Redis): AttachedData {
  const data = clusterDataAccess(connectionOf);
  return {
    ...data,
    inspect: (node) => data.inspect(node).catch(() => undefined),
    remove: (node, keys) =>
      removeAs('UNLINK', keys, async (command, some) => {
        const batch = connectionOf(node).pipeline();
        for (const key of some) batch.call(command, key);
        for (const [error] of (await batch.exec()) ?? []) if (error) throw error;
      }),
  };
}

/** UNLINK (Redis 4.0) frees the memory in the background; DEL where it is unknown or not permitted. */
async function removeAs(
  command: 'UNLINK' | 'DEL',
  keys: readonly string[],
  remove: (command: string, keys: readonly string[]) => Promise<unknown>,
): Promise<void> {
  try {
    await remove(command, keys);
  } catch (error) {
    if (command === 'DEL' || !/unknown command|NOPERM/i.test((error as Error).message)) throw error;
    await removeAs('DEL', keys, remove);
  }
}
