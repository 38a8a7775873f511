import type { Endpoint } from '../model/node.js';

/** The relays in front of one node. What a node sends out passes the relay of the node that it calls. */
export interface NodeLinks {
  /** Where peers reach the node, and what it announces to them. */
  readonly announced: Endpoint;
  /** Where clients reach the node; null when they connect to it directly. */
  readonly client: Endpoint | null;
  /** Where the other members of a cluster reach its bus; null for servers that have none. */
  readonly bus: Endpoint | null;
}
