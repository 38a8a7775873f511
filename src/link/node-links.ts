import type { Endpoint } from '../model/node.js';

/** The relays in front of one node. A node's outgoing connections use the relay of the node it connects to. */
export interface NodeLinks {
  /** Where peers reach the node, which announces this address to them. */
  readonly announced: Endpoint;
  /** Where clients reach the node; null if they connect to it directly. */
  readonly client: Endpoint | null;
  /** Where other cluster members reach its bus; null for servers without one. */
  readonly bus: Endpoint | null;
}
