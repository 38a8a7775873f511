import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import type { Random } from '../random/random.js';
import type { Cluster } from '../topology/topology.js';
import { closeClients } from './close-clients.js';
import { dataTargetRefusal, resolveDataTargets } from './data-target.js';
import type { FaultDefinition, Injection } from './fault.js';
import { linkOptions, linksRefusal, resolveLinks } from './link-group.js';
import { openLinkProbes } from './link-probe.js';
import { openLine } from './send-command.js';

const closedTimeoutMs = 1_000;

const options = z.strictObject({
  ...linkOptions,
  from: linkOptions.from.default('clients'),
  how: z
    .enum(['rst', 'fin'])
    .default('rst')
    .describe(
      "rst: relays reset both ends of each connection. fin: the target closes its clients' connections (CLIENT KILL).",
    ),
});
type Options = z.infer<typeof options>;

/** All connections between two groups are closed at once; new ones are accepted, and everything reconnects simultaneously. */
export const resetConnections: FaultDefinition<typeof options> = {
  summary: 'Connections are reset or closed at once, and all clients reconnect at once.',
  happened: 'Connections to {target} were closed at once',
  options,
  needs: ['processes'],
  needsWith: ({ how }) => [how === 'rst' ? 'relays' : 'commands'],
  leavesZombie: true,
  refusal(topology, given) {
    if (given.how === 'rst') return linksRefusal(given, topology);
    if (given.between !== undefined || given.from !== 'clients')
      return 'how: fin closes the connections of clients; between and from require how: rst';
    return dataTargetRefusal(given.target, topology);
  },
  inject(cluster, given, random) {
    return given.how === 'rst' ? resetByRelays(cluster, given, random) : closeByServers(cluster, given, random);
  },
};

async function resetByRelays(cluster: Cluster, given: Options, random: Random): Promise<Injection> {
  const { network, targets, links } = resolveLinks(given, cluster, random, 'reset-connections');
  const probes = await openLinkProbes(cluster, links);
  const { atMs, connections } = await network.reset(links);
  return {
    targets,
    injectedAtMs: atMs,
    async prove() {
      using asked = probes;
      const answers = await Promise.all(asked.all.map(({ echo }) => echo.roundTripMs(closedTimeoutMs)));
      const areClosed = asked.all.length > 0 && asked.all.every(({ echo }) => !echo.isOpen);
      if (!areClosed || answers.some((answer) => answer !== null)) return undefined;
      return `${connections} connections were reset, including ${asked.all.length} of cache-bench's own`;
    },
    heal: async () => probes[Symbol.dispose](),
  };
}

async function closeByServers(cluster: Cluster, { target }: Options, random: Random): Promise<Injection> {
  const targets = resolveDataTargets(target, cluster, random);
  const injectedAtMs = monotonicMs();
  const closed = await Promise.all(
    targets.map(async (node) => {
      using line = openLine(cluster, node);
      return await closeClients(line);
    }),
  );
  return {
    targets,
    injectedAtMs,
    async prove() {
      if (closed.some((count) => count === 0)) return undefined;
      return targets.map(({ id }, index) => `${id} closed ${closed[index]} connections`).join(', ');
    },
    heal: async () => {},
  };
}
