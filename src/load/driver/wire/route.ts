import type { ClientView } from '../../../model/client-view.js';
import { findPrimary, type PrimaryAnswer } from './find-primary.js';

/** Where requests go: each connection has one socket to each of `nodeCount` nodes. */
export interface Route {
  readonly nodeCount: number;
  /** The node of the key of the operation in a slot. */
  nodeOf(slot: number): number;
  /** Where a node is now. */
  find(node: number): Promise<PrimaryAnswer>;
}

/** The route to one primary. Lines that look for it at the same time share one question. */
export function primaryRoute(view: ClientView, timeoutMs: number): Route {
  let finding: Promise<PrimaryAnswer> | undefined;
  return {
    nodeCount: 1,
    nodeOf: () => 0,
    find() {
      finding ??= findPrimary(view, timeoutMs).finally(() => {
        finding = undefined;
      });
      return finding;
    },
  };
}
