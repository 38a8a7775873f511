import type { Redis } from 'ioredis';
import type { ClusterNode } from '../cluster.js';
import { redisDataAccess } from '../redis-data.js';
import type { DataAccess } from '../topology.js';

/** DataAccess to members of a cluster, where one command may not name keys of several slots. */
export function clusterDataAccess(connectionOf: (node: ClusterNode) => Redis): DataAccess {
  return {
    ...redisDataAccess(connectionOf),
    async read(node, keys) {
      const batch = connectionOf(node).pipeline();
      for (const key of keys) batch.get(key);
      return (await outcomes(batch)).map((value) => (value === null ? null : String(value)));
    },
    async write(node, pairs, ttlSeconds = null) {
      const batch = connectionOf(node).pipeline();
      for (let at = 0; at < pairs.length; at += 2) {
        const [key = '', value = ''] = pairs.slice(at, at + 2);
        if (ttlSeconds === null) batch.set(key, value);
        else batch.set(key, value, 'EX', ttlSeconds);
      }
      await outcomes(batch);
    },
  };
}

async function outcomes(batch: ReturnType<Redis['pipeline']>): Promise<unknown[]> {
  return ((await batch.exec()) ?? []).map(([error, value]) => {
    if (error) throw error;
    return value;
  });
}
