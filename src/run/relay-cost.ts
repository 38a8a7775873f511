import { echoAccess } from '../link/echo-access.js';
import { measureRelayCost } from '../link/relay-cost.js';
import { traitsOf } from '../model/client-view.js';
import type { RelayCostRecord } from '../record/sections/topology.js';
import type { Cluster } from '../topology/topology.js';

/**
 * The cost of a cluster's relays on this machine, measured at an idle node: the client relay if there is one, otherwise the
 * peer relay. Null: there are none, or they could not be measured.
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
  const { echoesPayloads } = traitsOf(cluster.clientView).family;
  const access = echoAccess(cluster.clientView);
  const cost = await measureRelayCost(node.address, client ?? announced, { echoesPayloads, access });
  return cost && { node: node.id, carries: client === null ? 'peers' : 'clients', ...cost };
}
