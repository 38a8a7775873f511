import { echoAccess } from '../link/echo-access.js';
import { measureRelayCost } from '../link/relay-cost.js';
import type { RelayCostRecord } from '../model/run-record.js';
import type { Cluster } from '../topology/topology.js';

/**
 * What the relays of a cluster cost on this machine, measured at a node that is idle yet: the one for its clients where they have
 * one, else the one for its peers. Null: there are none, or they could not be measured.
 */
export async function relayCostOf(cluster: Cluster): Promise<RelayCostRecord | null> {
  if (cluster.network === null) return null;
  const { clientsZone } = cluster.network;
  // Without the distance between zones.
  const node = cluster.nodes.find(
    (each) => each.shard !== null && (clientsZone === null ? each === cluster.primaryOf(0) : each.zone === clientsZone),
  );
  if (!node?.links) return null;
  const { client, announced } = node.links;
  const echoesPayloads = cluster.clientView.kind !== 'pool';
  const access = echoAccess(cluster.clientView);
  const cost = await measureRelayCost(node.address, client ?? announced, { echoesPayloads, access });
  return cost && { node: node.id, carries: client === null ? 'peers' : 'clients', ...cost };
}
