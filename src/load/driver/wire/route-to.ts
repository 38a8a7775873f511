import type { DriverOptions } from '../driver.js';
import { ClusterRoute } from './cluster/cluster-route.js';
import { findPrimary, type PrimaryAnswer, type PrimaryView } from './find-primary.js';
import { PoolRoute } from './pool-route.js';
import type { Route } from './route.js';

/** The route to the nodes of a view. */
export function routeTo(options: DriverOptions): Route {
  const { view, connectTimeoutMs } = options;
  switch (view.kind) {
    case 'pool':
      return new PoolRoute(view, options);
    case 'cluster':
      return new ClusterRoute(view, options);
    default:
      return primaryRoute(view, connectTimeoutMs);
  }
}

/** A single primary. Lines that look for it at the same time share one request. */
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
