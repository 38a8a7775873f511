import type { Endpoint } from '../model/node.js';

/** The relays in front of one node: what its peers and clients must pass to reach it, and what it must pass to reach them. */
export interface NodeLinks {
  /** What the node announces to its peers. */
  readonly announced: Endpoint;
}
