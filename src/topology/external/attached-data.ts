import type { Redis } from 'ioredis';
import type { ClusterNode } from '../cluster.js';
import { redisDataAccess } from '../redis-data.js';
import type { AttachedData } from '../topology.js';

/** AttachedData over control connections. What a server does not tell of itself is missing, and no error. */
export function attachedData(connectionOf: (node: ClusterNode) => Redis): AttachedData {
  const data = redisDataAccess(connectionOf);
  return {
    ...data,
    inspect: (node) => data.inspect(node).catch(() => undefined),
    remove: (node, keys) => remove(connectionOf(node), keys),
  };
}

/** UNLINK (Redis 4.0) frees the memory in the background; DEL where it is unknown or not permitted. */
async function remove(connection: Redis, keys: readonly string[]): Promise<void> {
  try {
    await connection.unlink(...keys);
  } catch (error) {
    if (!/unknown command|NOPERM/i.test((error as Error).message)) throw error;
    await connection.del(...keys);
  }
}
