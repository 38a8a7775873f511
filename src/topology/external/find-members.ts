import { hashSlotCount, type SlotRange } from '../../model/hash-slot.js';
import { type Endpoint, endpointName } from '../../model/node.js';
import { parseClusterNodes, type SeenMember } from '../cluster-mode/cluster-nodes.js';
import type { OpenTarget } from './open-target.js';
import { askOnce, identify, type ServerIdentity } from './server-identity.js';
import { targetFailure } from './target-failure.js';

/** A member of a Redis Cluster, and where it says that it is. */
export interface FoundMember {
  /** 40 hexadecimal characters. */
  readonly id: string;
  readonly address: Endpoint;
}

/** A part of a Redis Cluster that has its slots together. */
interface FoundShard {
  readonly primary: FoundMember;
  readonly replicas: readonly FoundMember[];
  readonly slots: readonly SlotRange[];
}

/** The members of a Redis Cluster, as one of them names them; who it takes for dead is not there. */
export interface FoundCluster {
  readonly identity: ServerIdentity;
  /** In the order of their first slots. */
  readonly shards: readonly FoundShard[];
}

/**
 * Finds the members of a cluster through any of those that the URL names. Writes nothing. `url` is for messages, without
 * secrets. Throws EnvironmentError that says why the cluster can't be used.
 */
export async function findMembers(url: string, { endpoints, access }: OpenTarget): Promise<FoundCluster> {
  let failure: unknown;
  for (const endpoint of endpoints) {
    try {
      return await askOnce(url, endpoint, access, async (connection) => {
        const shards = shardsIn(await connection.cluster('SLOTS'), endpoint);
        const seen = parseClusterNodes(String(await connection.cluster('NODES')));
        return { identity: await identify(connection), shards: shards.map((shard) => withReplicas(shard, seen)) };
      }).then((found) => checked(url, endpoint, found));
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

function checked(url: string, endpoint: Endpoint, found: FoundCluster): FoundCluster {
  const served = found.shards.flatMap(({ slots }) => slots).reduce((sum, { first, last }) => sum + last - first + 1, 0);
  if (served < hashSlotCount)
    throw targetFailure(
      url,
      `${endpointName(endpoint)} says that its cluster serves ${served} of ${hashSlotCount} hash slots`,
      'again when the cluster is whole (redis-cli --cluster check)',
    );
  return found;
}

/**
 * Reads the answer to CLUSTER SLOTS. A member without a name of its own is at the host that was asked.
 * Source: https://redis.io/docs/latest/commands/cluster-slots/
 */
function shardsIn(answer: unknown, asked: Endpoint): readonly FoundShard[] {
  const shards = new Map<string, { primary: FoundMember; replicas: readonly FoundMember[]; slots: SlotRange[] }>();
  const entries = (Array.isArray(answer) ? answer : []) as readonly (readonly unknown[])[];
  for (const [first, last, ...members] of entries.toSorted(([left], [right]) => Number(left) - Number(right))) {
    const [primary, ...replicas] = members.map((member) => memberOf(member as readonly unknown[], asked));
    if (primary === undefined) continue;
    const shard = shards.get(primary.id) ?? { primary, replicas, slots: [] };
    shard.slots.push({ first: Number(first), last: Number(last) });
    shards.set(primary.id, shard);
  }
  return [...shards.values()];
}

/** CLUSTER SLOTS leaves out a replica that has received nothing yet, as in a cluster without data. */
function withReplicas(shard: FoundShard, seen: readonly SeenMember[]): FoundShard {
  const told = new Set(shard.replicas.map(({ id }) => id));
  const untold = seen.filter(
    ({ id, replicaOf, health, host }) =>
      replicaOf === shard.primary.id && health === 'ok' && host !== '' && !told.has(id),
  );
  return {
    ...shard,
    replicas: [...shard.replicas, ...untold.map(({ id, host, port }) => ({ id, address: { host, port } }))],
  };
}

function memberOf([host, port, id]: readonly unknown[], asked: Endpoint): FoundMember {
  const isNamed = typeof host === 'string' && host !== '' && host !== '?';
  return { id: String(id), address: { host: isNamed ? host : asked.host, port: Number(port) } };
}
