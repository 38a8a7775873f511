import type { PrimaryAnswer } from './find-primary.js';

/** Where requests go: each connection has one socket to each of `nodeCount` nodes. */
export interface Route {
  readonly nodeCount: number;
  /** The node of the key of the operation in a slot. */
  nodeOf(slot: number): number;
  /** Where a node is now. */
  find(node: number): Promise<PrimaryAnswer>;
  /** Whether lines to a node should be open; where that never changes, all should. */
  wants?(node: number): boolean;
  /** One line to a node takes operations from now on, or not any more. */
  lineReady?(node: number): void;
  lineLost?(node: number): void;
}
