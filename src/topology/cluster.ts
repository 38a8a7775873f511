import type { ServerProcess } from '../engine/server-process.js';
import type { NodeLinks } from '../link/node-links.js';
import type { Endpoint, NodeRole } from '../model/node.js';

/** One server of a running cluster. */
export interface ClusterNode {
  readonly id: string;
  readonly zone: string;
  /** Null for sentinels. */
  readonly shard: number | null;
  /** Where the process itself listens. */
  readonly address: Endpoint;
  /** Where clients connect: the client relay when there is one, else the address. */
  readonly clientAddress: Endpoint;
  /** What the node last said of itself; kept up to date by the observer. */
  role: NodeRole;
  readonly process: ServerProcess;
  /** The node's relays; null when the scenario asked for none. */
  readonly links: NodeLinks | null;
}

/** What happened in the cluster, as the servers tell it; moments are on the monotonic clock (`monotonicMs`). */
export type ClusterEvent =
  | {
      readonly type: 'role-changed';
      readonly atMs: number;
      readonly node: ClusterNode;
      readonly from: NodeRole;
      readonly to: NodeRole;
    }
  | {
      readonly type: 'server-event';
      readonly atMs: number;
      readonly node: ClusterNode;
      readonly name: string;
      readonly detail: string;
    }
  | {
      /** One server takes another for dead, or enough of them have agreed that it is. */
      readonly type: 'suspected' | 'agreed-down';
      readonly atMs: number;
      /** The one that is taken for dead. */
      readonly node: ClusterNode;
      readonly by: ClusterNode;
      /** In the server's own words, such as `+sdown master cache 127.0.1.1 7001`. */
      readonly detail: string;
    }
  | {
      /** A server knows of a new primary, and sends whoever asks there. */
      readonly type: 'learned-primary';
      readonly atMs: number;
      /** The new primary. */
      readonly node: ClusterNode;
      readonly by: ClusterNode;
    };

/** Where the peers of a node, and clients that ask them, are told to find it: its relay where there is one. */
export function announcedBy({ links, address }: Pick<ClusterNode, 'links' | 'address'>): Endpoint {
  return links?.announced ?? address;
}
