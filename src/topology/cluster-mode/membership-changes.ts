import type { Redis } from 'ioredis';
import { parseClusterNodes } from './cluster-nodes.js';

/** Makes a member forget another; false: not yet possible, because it still considers that one its primary. */
export async function forgot(connection: Redis, memberId: string): Promise<boolean> {
  const answer = await connection.cluster('FORGET', memberId).catch((error: Error) => error.message);
  return answer === 'OK' || /Unknown node/.test(answer);
}

/** Whether a new member reports being a replica; if not, and if it knows the primary, it is made one. */
export async function becameReplica(connection: Redis, primaryId: string): Promise<boolean> {
  const known = parseClusterNodes(String(await connection.cluster('NODES').catch(() => '')));
  if (known.some(({ isMyself, isPrimary }) => isMyself && !isPrimary)) return true;
  if (known.some(({ id, isConnected }) => id === primaryId && isConnected))
    await connection.cluster('REPLICATE', primaryId).catch(() => undefined);
  return false;
}
