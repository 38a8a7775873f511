import type { SlotRange } from '../../model/hash-slot.js';
import type { Endpoint } from '../../model/node.js';

/** A cluster member, as every other member must know it. */
export interface ClusterMember {
  /** 40 hexadecimal characters. */
  readonly id: string;
  /** Where peers and clients connect. */
  readonly announced: Endpoint;
  readonly announcedBusPort: number;
  /** The id of its primary; null for a primary. */
  readonly replicaOf: string | null;
  /** For a primary; its replicas inherit it. Every primary has its own. */
  readonly configEpoch: number;
  /** Null for a replica, and for a primary without slots. */
  readonly slots: SlotRange | null;
}

/**
 * The content of a `nodes.conf`: what `myself` would know after meeting all the others. Written before the first start, it
 * makes a cluster complete from the beginning. Source: clusterLoadConfig in redis/src/cluster.c.
 */
export function nodesFile(members: readonly ClusterMember[], myself: string): string {
  const lines = members.map((member) => {
    const { id, announced, announcedBusPort, replicaOf, configEpoch, slots } = member;
    const role = replicaOf === null ? 'master' : 'slave';
    const flags = id === myself ? `myself,${role}` : role;
    const place = `${announced.host}:${announced.port}@${announcedBusPort}`;
    const served = slots === null ? '' : ` ${slotText(slots)}`;
    return `${id} ${place} ${flags} ${replicaOf ?? '-'} 0 0 ${configEpoch} connected${served}`;
  });
  const currentEpoch = Math.max(0, ...members.map(({ configEpoch }) => configEpoch));
  return `${[...lines, `vars currentEpoch ${currentEpoch} lastVoteEpoch 0`].join('\n')}\n`;
}

function slotText({ first, last }: SlotRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}
