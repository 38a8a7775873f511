import type { Redis } from 'ioredis';
import { hashSlotCount } from '../../model/hash-slot.js';
import { parseInfo } from '../replication-info.js';
import { parseClusterNodes } from './cluster-nodes.js';

/** Whether a member says that every slot is served. */
export async function isServing(connection: Redis): Promise<boolean> {
  const fields = parseInfo(String(await connection.cluster('INFO').catch(() => '')));
  return fields.get('cluster_state') === 'ok' && Number(fields.get('cluster_slots_ok')) === hashSlotCount;
}

/** Whether a member says so, and is connected to all `count` members, none of which it suspects. */
export async function isWhole(connection: Redis, count: number): Promise<boolean> {
  if (!(await isServing(connection))) return false;
  const members = parseClusterNodes(String(await connection.cluster('NODES').catch(() => '')));
  return members.length === count && members.every(({ health, isConnected }) => health === 'ok' && isConnected);
}
