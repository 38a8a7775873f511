import type { AddressMap } from '../../model/address-map.js';
import type { Endpoint } from '../../model/node.js';
import type { TargetUrl } from '../../model/target-url.js';
import { type FoundCluster, findMembers } from './find-members.js';
import { type FoundNodes, findNodes } from './find-nodes.js';
import { type OpenTarget, openTarget } from './open-target.js';

/** What a target's URL turned out to name. */
export type Deployment =
  | { readonly kind: 'pool'; readonly endpoints: readonly Endpoint[] }
  | { readonly kind: 'service'; readonly endpoint: Endpoint }
  | { readonly kind: 'servers'; readonly target: OpenTarget; readonly found: FoundNodes }
  | { readonly kind: 'cluster'; readonly target: OpenTarget; readonly found: FoundCluster };

/**
 * Detects what a URL names, and finds its servers; memcached is not contacted yet. Writes nothing. `url` is for messages,
 * without secrets; `password` is used if the URL has none. Throws EnvironmentError with the reason if it can't be used.
 */
export async function findDeployment(
  url: string,
  named: TargetUrl,
  { password, addressMap }: { readonly password: string | null; readonly addressMap: AddressMap },
): Promise<Deployment> {
  if (named.kind === 'memcached') return { kind: 'pool', endpoints: named.endpoints };
  const [endpoint] = named.endpoints;
  if (named.kind === 'http' && endpoint !== undefined) return { kind: 'service', endpoint };
  const target = await openTarget(named, password, addressMap);
  if (target.topology !== 'cluster') {
    const found = await findNodes(url, target);
    if (found.identity.mode !== 'cluster') return { kind: 'servers', target, found };
  }
  return { kind: 'cluster', target, found: await findMembers(url, target) };
}
