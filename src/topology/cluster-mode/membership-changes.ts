import type { Redis } from 'ioredis';
import { parseClusterNodes } from './cluster-nodes.js';

/** Tells a member to forget another; false: it takes that one for its primary still, and can't yet. */
export async function forgot(connection: Redis, memberId: string): Promise<boolean> {
  const answer = await connection.cluster('FORGET', memberId).catch((error: Error) => error.message);
  return answer === 'OK' || /Unknown node/.test(answer);
}

/** Whether a fresh member says that it is a replica; if not, and it knows the primary by now, it is told to become one. */
export async function becameReplica(connection: Redis, primaryId: string): Promise<boolean> {
  const known = parseClusterNodes(String(await connection.cluster('NODES').catch(() => '')));
  if (known.some(({ isMyself, isPrimary }) => isMyself && !isPrimary)) return true;
  if (known.some(({ id, isConnected }) => id === primaryId && isConnected))
    await connection.cluster('REPLICATE', primaryId).catch(() => undefined);
  return false;
}
