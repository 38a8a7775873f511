import { type Endpoint, endpointName } from '../../model/node.js';
import type { ClusterNode } from '../../topology/cluster.js';
import type { Cluster } from '../../topology/topology.js';
import { startTroubleRelay, type TroublePlan } from './trouble-relay.js';

/** Relays in front of servers; by the address (`host:port`) of each. Disposing them closes every connection. */
export interface Relays extends AsyncDisposable {
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

/** Starts a relay in front of each server. */
export async function relaysBefore(servers: readonly ClusterNode[], plan: TroublePlan): Promise<Relays> {
  const relays = await Promise.all(servers.map(({ clientAddress }) => startTroubleRelay(clientAddress, plan)));
  const endpoints = servers.map(({ clientAddress }, index) => [clientAddress, relays[index]?.endpoint] as const);
  return {
    endpoints: new Map(
      endpoints.flatMap(([from, to]) => (to === undefined ? [] : [[endpointName(from), to] as const])),
    ),
    async [Symbol.asyncDispose]() {
      await Promise.all(relays.map((relay) => relay[Symbol.asyncDispose]()));
    },
  };
}

/** The primary of every shard. */
export function primariesOf(cluster: Pick<Cluster, 'shardCount' | 'primaryOf'>): readonly ClusterNode[] {
  return Array.from({ length: cluster.shardCount }, (_, shard) => cluster.primaryOf(shard)).filter(
    (primary) => primary !== undefined,
  );
}
