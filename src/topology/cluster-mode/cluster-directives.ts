import type { Endpoint } from '../../model/node.js';
import type { ClusterPlan } from './cluster-options.js';

/** Cluster mode directives that we set ourselves. */
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

/** The name of a member's cluster configuration file, in its folder. */
export const nodesFileName = 'nodes.conf';

/** The directives that make a server a cluster member. `announced` and `announcedBusPort`: where the other members connect. */
export function clusterDirectives(
  { cluster, tls }: Pick<ClusterPlan, 'cluster' | 'tls'>,
  place: { readonly busPort: number; readonly announced: Endpoint; readonly announcedBusPort: number },
): Readonly<Record<string, string>> {
  return {
    'cluster-enabled': 'yes',
    'cluster-config-file': nodesFileName,
    // By default, the bus uses the port plus 10,000, which may be another program's ephemeral port.
    'cluster-port': String(place.busPort),
    'cluster-announce-ip': place.announced.host,
    // With TLS on the bus, cluster-announce-port is the plaintext port, which does not exist here.
    [tls ? 'cluster-announce-tls-port' : 'cluster-announce-port']: String(place.announced.port),
    ...(tls && { 'tls-cluster': 'yes' }),
    'cluster-announce-bus-port': String(place.announcedBusPort),
    'cluster-node-timeout': String(cluster.nodeTimeoutMs),
    'cluster-require-full-coverage': cluster.requireFullCoverage ? 'yes' : 'no',
    // A replica stays in its shard: otherwise, members of one shard would end up in the same zone.
    'cluster-allow-replica-migration': 'no',
  };
}
