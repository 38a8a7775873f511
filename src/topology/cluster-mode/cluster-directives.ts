import type { Endpoint } from '../../model/node.js';
import type { TopologyPlan } from '../../model/scenario.js';

/** Directives of cluster mode that we set ourselves. */
export const managedClusterDirectives: readonly string[] = [
  'cluster-enabled',
  'cluster-config-file',
  'cluster-port',
  'cluster-announce-ip',
  'cluster-announce-port',
  'cluster-announce-tls-port',
  'cluster-announce-bus-port',
  'cluster-node-timeout',
  'cluster-require-full-coverage',
  'cluster-allow-replica-migration',
];

/** The name of a member's file of the cluster, in its folder. */
export const nodesFileName = 'nodes.conf';

/** What makes a server a member of a cluster. `announced` and `announcedBusPort`: where the others are told to call. */
export function clusterDirectives(
  { cluster, tls }: Pick<TopologyPlan, 'cluster' | 'tls'>,
  place: { readonly busPort: number; readonly announced: Endpoint; readonly announcedBusPort: number },
): Readonly<Record<string, string>> {
  return {
    'cluster-enabled': 'yes',
    'cluster-config-file': nodesFileName,
    // Unless it is said, the bus has the port 10,000 above, which may be an ephemeral one of somebody else.
    'cluster-port': String(place.busPort),
    'cluster-announce-ip': place.announced.host,
    // Where the bus speaks TLS, cluster-announce-port is the port in clear, of which there is none.
    [tls ? 'cluster-announce-tls-port' : 'cluster-announce-port']: String(place.announced.port),
    ...(tls && { 'tls-cluster': 'yes' }),
    'cluster-announce-bus-port': String(place.announcedBusPort),
    'cluster-node-timeout': String(cluster.nodeTimeoutMs),
    'cluster-require-full-coverage': cluster.requireFullCoverage ? 'yes' : 'no',
    // A replica stays with its shard: members of one shard would else come to share a zone.
    'cluster-allow-replica-migration': 'no',
  };
}
