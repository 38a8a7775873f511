import type { ClientView } from '../../../model/client-view.js';
import { placement, placeOwnKeys } from '../../../model/hashing/placement.js';
import type { DriverOptions } from '../driver.js';
import { ClusterRoute } from './cluster/cluster-route.js';
import { findPrimary, type PrimaryAnswer, type PrimaryView } from './find-primary.js';
import type { Route } from './route.js';

/** The route to the nodes of a view. */
export function routeTo(options: DriverOptions): Route {
  const { view, deadlineMs } = options;
  switch (view.kind) {
    case 'pool':
      return poolRoute(view, options);
    case 'cluster':
      return new ClusterRoute(view, options);
    default:
      return primaryRoute(view, deadlineMs);
  }
}

/** One primary. Lines that look for it at the same time share one question. */
function primaryRoute(view: PrimaryView, timeoutMs: number): Route {
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

/** Servers that know nothing of each other; the key's name decides which of them has it. */
function poolRoute(view: Extract<ClientView, { readonly kind: 'pool' }>, options: DriverOptions): Route {
  const { slots, operations, runTag, keys } = options;
  const endpoints = view.servers.map(({ endpoint }) => endpoint);
  const place = placement(view.hashing, endpoints);
  const spaces = [...new Set(operations.map(({ space }) => space))];
  const tables = new Map(spaces.map((space) => [space, placeOwnKeys(place, runTag, keys, space)]));
  const tableOf = operations.map(({ space }) => tables.get(space)!);
  return {
    nodeCount: endpoints.length,
    nodeOf: (slot) => tableOf[slots.kind[slot]!]![slots.key[slot]!]!,
    find: async (node) => ({ endpoint: endpoints[node]! }),
  };
}
