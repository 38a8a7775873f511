import { reachedAt } from '../../model/address-map.js';
import { hashSlotCount, type SlotRange, slotRange } from '../../model/hash-slot.js';
import { memberAddress, mostMembers } from '../../model/member-address.js';
import { type Endpoint, endpointName } from '../../model/node.js';
import { parseClusterNodes, type SeenMember } from '../cluster-mode/cluster-nodes.js';
import type { OpenTarget } from './open-target.js';
import { askOnce, identify, type ServerIdentity } from './server-identity.js';
import { targetFailure } from './target-failure.js';

/** A member of a Redis Cluster, and its reachable address. */
export interface FoundMember {
  /** 40 hexadecimal characters. */
  readonly id: string;
  readonly address: Endpoint;
}

/** A shard of a Redis Cluster, with its slots. */
interface FoundShard {
  readonly primary: FoundMember;
  readonly replicas: readonly FoundMember[];
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
      const reached = ({ id, address }: FoundMember) => ({ id, address: reachedAt(addressMap, address) });
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
      `${endpointName(endpoint)} says that its cluster serves ${served} of ${hashSlotCount} hash slots`,
      'again when the cluster is whole (redis-cli --cluster check)',
    );
  return found;
}

/**
 * Parses the answer to CLUSTER SLOTS. A member without a host is at the host that was asked. `refuse` throws. Source:
 * https://redis.io/docs/latest/commands/cluster-slots/
 */
function shardsIn(answer: unknown, asked: Endpoint, refuse: (what: string) => never): readonly FoundShard[] {
  const shards = new Map<string, { primary: FoundMember; replicas: readonly FoundMember[]; slots: SlotRange[] }>();
  const entries = (Array.isArray(answer) ? answer : []).filter((entry): entry is readonly unknown[] =>
    Array.isArray(entry),
  );
  for (const [first, last, ...members] of entries.toSorted(([left], [right]) => Number(left) - Number(right))) {
    const range = slotRange(first, last) ?? refuse(`hash slots that don't exist: ${shown(first)} to ${shown(last)}`);
    const [primary, ...replicas] = members.map((member) => memberOf(member, asked, refuse));
    if (primary === undefined) continue;
    const shard = shards.get(primary.id) ?? { primary, replicas, slots: [] };
    shard.slots.push(range);
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

function memberOf(member: unknown, asked: Endpoint, refuse: (what: string) => never): FoundMember {
  const [host, port, id] = Array.isArray(member) ? member : [];
  const address =
    memberAddress(host, port, asked) ?? refuse(`a member at ${shown(host)}:${shown(port)}, which is no host and port`);
  return { id: String(id), address };
}

/** Data from a server, formatted for a message. */
function shown(foreign: unknown): string {
  return JSON.stringify(String(foreign).slice(0, 100));
}
