import type { Redis } from 'ioredis';
import { hashSlotCount } from '../../model/hash-slot.js';
import { parseInfo } from '../replication-info.js';
import { parseClusterNodes } from './cluster-nodes.js';

/** A member's view of who serves which slots: identical text for all members that agree. Undefined: some slot is unserved. */
export async function slotsSeenBy(connection: Redis): Promise<string | undefined> {
  if (!(await isServing(connection))) return undefined;
  const members = parseClusterNodes(String(await connection.cluster('NODES').catch(() => '')));
  const serving = members.filter(({ slots }) => slots.length > 0).map(({ id, slots }) => [id, slots] as const);
  return JSON.stringify(serving.sort(([one], [other]) => one.localeCompare(other)));
}

/** Whether a member reports this view, is connected to all `count` members and suspects none of them. */
export async function isWhole(connection: Redis, count: number): Promise<boolean> {
  if (!(await isServing(connection))) return false;
  const members = parseClusterNodes(String(await connection.cluster('NODES').catch(() => '')));
  return members.length === count && members.every(({ health, isConnected }) => health === 'ok' && isConnected);
}

/** Whether a member reports that every slot is served. */
async function isServing(connection: Redis): Promise<boolean> {
  const fields = parseInfo(String(await connection.cluster('INFO').catch(() => '')));
  return fields.get('cluster_state') === 'ok' && Number(fields.get('cluster_slots_ok')) === hashSlotCount;
}
