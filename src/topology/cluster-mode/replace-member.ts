import type { Redis } from 'ioredis';
import { waitFor, waitUntil } from '../../clock/wait.js';
import { EnvironmentError } from '../../errors/errors.js';
import type { ClusterNode } from '../cluster.js';
import { zoneNumber } from '../node-fleet.js';
import type { ClusterMembers } from './cluster-members.js';
import { parseClusterNodes } from './cluster-nodes.js';

const primaryTimeoutMs = 30_000;
const joinTimeoutMs = 20_000;
const pollMs = 20;

/** The cluster that gets a new member. */
interface JoinedCluster {
  readonly members: ClusterMembers;
  /** Includes the new one as soon as it has started. */
  readonly nodes: readonly ClusterNode[];
  connectionOf(node: ClusterNode): Redis;
  primaryOf(shard: number): ClusterNode | undefined;
  readonly signal: AbortSignal;
}

/**
 * As an operator would do it: all members forget the dead one; a new one meets them all and becomes a replica of the
 * shard's primary. Throws EnvironmentError if it does not.
 */
export async function replaceMember(dead: ClusterNode, cluster: JoinedCluster): Promise<ClusterNode> {
  const { members, nodes, connectionOf, primaryOf, signal } = cluster;
  const shard = dead.shard ?? 0;
  await awaitPrimary(dead, shard, cluster);
  const others = nodes.filter((node) => node !== dead && node.running);
  await Promise.all(others.map((node) => forget(node, members.idOf(dead.id), cluster)));
  const slot = await members.reserve('replica', shard, zoneNumber(dead.zone));
  const alone = members.member(slot, { primary: null, configEpoch: 0, slots: null });
  const node = await members.start(slot, [alone]);
  const connection = connectionOf(node);
  for (const other of nodes) {
    if (other === node || !other.running) continue;
    const { announced, announcedBusPort } = members.placeOf(other);
    await connection.cluster('MEET', announced.host, announced.port, announcedBusPort);
  }
  const becomesReplica = async () => {
    const primary = primaryOf(shard);
    return primary !== undefined && (await becameReplica(connection, members.idOf(primary.id)));
  };
  if (!(await waitUntil(becomesReplica, { timeoutMs: joinTimeoutMs, pollMs, signal })))
    throw new EnvironmentError(`${node.id} did not join shard ${shard} within ${joinTimeoutMs / 1000} s.`);
  await members.setNodeTimeout(node);
  return node;
}

async function awaitPrimary(dead: ClusterNode, shard: number, { primaryOf, signal }: JoinedCluster): Promise<void> {
  const primary = await waitFor(() => primaryOf(shard), { timeoutMs: primaryTimeoutMs, pollMs, signal });
  if (primary === undefined)
    throw new EnvironmentError(
      `${dead.id} was not replaced: shard ${shard} had no primary for ${primaryTimeoutMs / 1000} s.`,
    );
}

/** Retries until a member has forgotten another, or is gone itself. */
async function forget(node: ClusterNode, memberId: string, { connectionOf, signal }: JoinedCluster): Promise<void> {
  const hasForgotten = async () => !node.running || (await forgot(connectionOf(node), memberId));
  await waitUntil(hasForgotten, { timeoutMs: joinTimeoutMs, pollMs, signal });
}

/** Makes a member forget another; false: not yet possible, because it still considers that one its primary. */
async function forgot(connection: Redis, memberId: string): Promise<boolean> {
  const answer = await connection.cluster('FORGET', memberId).catch((error: Error) => error.message);
  return answer === 'OK' || /Unknown node/.test(answer);
}

/** Whether a new member reports being a replica; if not, and if it knows the primary, it is made one. */
async function becameReplica(connection: Redis, primaryId: string): Promise<boolean> {
  const known = parseClusterNodes(String(await connection.cluster('NODES').catch(() => '')));
  if (known.some(({ isMyself, isPrimary }) => isMyself && !isPrimary)) return true;
  if (known.some(({ id, isConnected }) => id === primaryId && isConnected))
    await connection.cluster('REPLICATE', primaryId).catch(() => undefined);
  return false;
}
