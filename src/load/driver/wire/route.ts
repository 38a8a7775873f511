import type { PrimaryAnswer } from './find-primary.js';

/** Where requests go: each connection has one socket to each of `nodeCount` nodes. */
export interface Route {
  readonly nodeCount: number;
  /** The node that holds the key of the operation in a slot. */
  nodeOf(slot: number): number;
  /** The current address of a node. */
  find(node: number): Promise<PrimaryAnswer>;
  /** Whether lines to a node should be open; absent: always. */
  wants?(node: number): boolean;
  /** A line to a node became ready, or is no longer ready. */
  lineReady?(node: number): void;
  lineLost?(node: number): void;
}
