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
  /** Where clients connect: the client relay if there is one, otherwise the address. */
  readonly clientAddress: Endpoint;
  /** The role the node last reported, updated by the observer. */
  role: NodeRole;
  /** False once its process is known to have ended. */
  readonly running: boolean;
  /** Null: it is not ours. */
  readonly process: ServerProcess | null;
  /** The node's relays; null without relays. */
  readonly links: NodeLinks | null;
}

/** A server whose process is ours. */
export interface LaunchedNode extends ClusterNode {
  readonly process: ServerProcess;
}

/** Who reports something about a node: a server, or a controller that watches over it. */
type Watcher = Pick<ClusterNode, 'id'>;

/** Cluster events, as reported by the servers; times are on the monotonic clock (`monotonicMs`). */
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
      /** One server considers another down, or enough of them agree. */
      readonly type: 'suspected' | 'agreed-down';
      readonly atMs: number;
      /** The node considered down. */
      readonly node: ClusterNode;
      readonly by: Watcher;
      /** The server's own text, such as `+sdown master cache 127.0.1.1 7001`. */
      readonly detail: string;
    }
  | {
      /** A server knows a new primary, and directs clients to it. */
      readonly type: 'learned-primary';
      readonly atMs: number;
      /** The new primary. */
      readonly node: ClusterNode;
      readonly by: Watcher;
    };

/** The address that a node's peers, and clients that ask them, get for it: its relay if there is one. */
export function announcedBy({ links, address }: Pick<ClusterNode, 'links' | 'address'>): Endpoint {
  return links?.announced ?? address;
}

/** By announced address (`host:port`): where clients connect. */
export function addressMapOf(nodes: readonly ClusterNode[]): Readonly<Record<string, Endpoint>> {
  return Object.fromEntries(
    nodes.map((node) => {
      const { host, port } = announcedBy(node);
      return [`${host}:${port}`, node.clientAddress];
    }),
  );
}
