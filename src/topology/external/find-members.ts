import { reachedAt } from '../../model/address-map.js';
import { parseClusterSlots, type SlotMember } from '../../model/cluster-slots.js';
import { hashSlotCount, type SlotRange } from '../../model/hash-slot.js';
import { memberAddress, mostMembers } from '../../model/member-address.js';
import { type Endpoint, endpointName } from '../../model/node.js';
import { parseClusterNodes, type SeenMember } from '../cluster-mode/cluster-nodes.js';
import type { OpenTarget } from './open-target.js';
import { askOnce, identify, type ServerIdentity } from './server-identity.js';
import { targetFailure } from './target-failure.js';

/** A shard of a Redis Cluster, with its slots. */
interface FoundShard {
  readonly primary: SlotMember;
  readonly replicas: readonly SlotMember[];
  readonly slots: readonly SlotRange[];
}

/** The members of a Redis Cluster as one of them lists them, excluding those it considers down. */
export interface FoundCluster {
  readonly identity: ServerIdentity;
  /** In the order of their first slots. */
  readonly shards: readonly FoundShard[];
}

/**
 * Finds the members of a cluster through any of those named in the URL. Writes nothing. `url` is for messages, without
 * secrets. Throws EnvironmentError with the reason if the cluster can't be used.
 */
export async function findMembers(url: string, { endpoints, access, addressMap }: OpenTarget): Promise<FoundCluster> {
  let failure: unknown;
  for (const endpoint of endpoints) {
    try {
      const reply = await askOnce(url, endpoint, access, async (connection) => ({
        slots: await connection.cluster('SLOTS'),
        nodes: String(await connection.cluster('NODES')),
        identity: await identify(connection),
      }));
      const seen = parseClusterNodes(reply.nodes);
      const shards = shardsIn(reply.slots, endpoint, (what) => {
        throw targetFailure(url, `${endpointName(endpoint)} names ${what}`, 'CLUSTER SLOTS there, by hand');
      });
      const reached = ({ id, address }: SlotMember) => ({ id, address: reachedAt(addressMap, address) });
      const found = {
        identity: reply.identity,
        shards: shards
          .map((shard) => withReplicas(shard, seen, endpoint))
          .map(({ primary, replicas, slots }) => ({
            primary: reached(primary),
            replicas: replicas.map(reached),
            slots,
          })),
      };
      return checked(url, endpoint, found);
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
      `${endpointName(endpoint)} reports that its cluster serves ${served} of ${hashSlotCount} hash slots`,
      'again when the cluster is complete (redis-cli --cluster check)',
    );
  return found;
}

/** The shards in an answer to CLUSTER SLOTS; a shard may serve several ranges. `refuse` throws. */
function shardsIn(answer: unknown, asked: Endpoint, refuse: (what: string) => never): readonly FoundShard[] {
  const shards = new Map<string, { primary: SlotMember; replicas: readonly SlotMember[]; slots: SlotRange[] }>();
  const served = parseClusterSlots(answer, asked, refuse).toSorted((left, right) => left.first - right.first);
  for (const { first, last, primary, replicas } of served) {
    const shard = shards.get(primary.id) ?? { primary, replicas, slots: [] };
    shard.slots.push({ first, last });
    shards.set(primary.id, shard);
    if (shards.size + replicas.length > mostMembers) refuse(`more members than a cluster can have (${mostMembers})`);
  }
  return [...shards.values()];
}

/** CLUSTER SLOTS omits a replica that has received no data yet, as in an empty cluster. */
function withReplicas(shard: FoundShard, seen: readonly SeenMember[], asked: Endpoint): FoundShard {
  const known = new Set(shard.replicas.map(({ id }) => id));
  const unlisted = seen
    .filter(({ id, replicaOf, health }) => replicaOf === shard.primary.id && health === 'ok' && !known.has(id))
    .flatMap(({ id, host, port }) => {
      const address = host === '' ? undefined : memberAddress(host, port, asked);
      return address === undefined ? [] : [{ id, address }];
    });
  return { ...shard, replicas: [...shard.replicas, ...unlisted] };
}
