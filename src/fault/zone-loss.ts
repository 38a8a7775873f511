import { z } from 'zod';
import { openEcho } from '../link/echo.js';
import { echoAccess } from '../link/echo-access.js';
import { clientsEnd } from '../link/relay.js';
import type { Cluster } from '../topology/topology.js';
import type { FaultDefinition, Injection } from './fault.js';
import { loseHosts } from './lose-hosts.js';
import { resolveTarget, resolveTargets, targetRefusal } from './target.js';

const clientAddress = '127.0.0.1';
/** Silence that proves a loss: far longer than an echo takes. */
const silenceMs = 250;

const options = z.strictObject({
  target: z
    .union([
      z.enum(['primary', 'replica', 'sentinel']),
      z.strictObject({ node: z.string().min(1).describe('The zone of a node, such as n2.') }),
      z.strictObject({ zone: z.string().min(1).describe('A zone by name, such as az-1.') }),
    ])
    .default('primary')
    .describe('The zone to lose: that of a node, determined at the moment of injection, or one by name.'),
});

/** A zone dies: the hosts of all its nodes and sentinels, and of the clients in it, simultaneously. */
export const zoneLoss: FaultDefinition<typeof options> = {
  summary: 'A whole zone fails at once, with the hosts of all its nodes and sentinels.',
  happened: 'A zone was lost: the hosts of {target} died',
  options,
  needs: ['processes', 'relays'],
  leavesZombie: false,
  refusal(topology, { target }) {
    if (topology.zones === 1)
      return 'all nodes are in one zone, so nothing would be left; set topology.zones to 2 or more';
    return targetRefusal(target, topology);
  },
  async inject(cluster, { target }, random) {
    const isZone = typeof target === 'object' && 'zone' in target;
    const zone = isZone ? target.zone : resolveTarget(target, cluster, random).zone;
    const targets = resolveTargets({ zone }, cluster, random);
    const isOfClients = cluster.network?.clientsZone === zone;
    const hosts = await loseHosts(targets, cluster, 'zone-loss', isOfClients ? [clientsEnd] : []);
    return isOfClients ? withClients(hosts, cluster, zone) : hosts;
  },
};

/** The clients were lost too: they reach no node until healing brings them back. */
function withClients(hosts: Injection, cluster: Cluster, zone: string): Injection {
  const { network } = cluster;
  return {
    ...hosts,
    async prove() {
      const proof = await hosts.prove();
      return proof && (await reachNobody(cluster)) ? `${proof}; the clients in ${zone} are cut off` : undefined;
    },
    async heal() {
      await hosts.heal();
      await network?.restoreHost(clientsEnd);
    },
  };
}

/** Whether client requests to a live node stay unanswered. */
async function reachNobody({ nodes, clientView }: Cluster): Promise<boolean> {
  const node = nodes.find(({ running, links }) => running && links?.client);
  if (!node?.links?.client) return true;
  const access = echoAccess(clientView, { isSentinel: node.shard === null });
  using echo = await openEcho(node.links.client, clientAddress, access);
  return echo === undefined || (await echo.roundTripMs(silenceMs)) === null;
}
