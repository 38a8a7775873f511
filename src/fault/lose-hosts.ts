import { EnvironmentError } from '../errors/errors.js';
import type { LinkEnd } from '../link/relay.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { Injection } from './fault.js';
import { processNames, processOf } from './process-of.js';

/**
 * Loses the hosts of nodes in one step: all their links freeze simultaneously, the contents are lost, and then their
 * processes are killed. `others` have no process. Throws EnvironmentError if the cluster has no relays.
 */
export async function loseHosts(
  targets: readonly ClusterNode[],
  { network }: Cluster,
  faultName: string,
  others: readonly LinkEnd[] = [],
): Promise<Injection> {
  if (network === null) throw new EnvironmentError(`${faultName} needs relays, and this cluster has none.`);
  const processes = targets.map(processOf);
  const injectedAtMs = await network.loseHosts([...targets.map(({ id }) => id), ...others]);
  for (const process of processes) process.signal('SIGKILL');
  const reportLoss = async () => {
    const losses = await Promise.all(targets.map(({ id }) => network.reportLoss(id, injectedAtMs)));
    return {
      discardedBytes: losses.reduce((bytes, { discardedBytes }) => bytes + discardedBytes, 0),
      replication: losses.flatMap(({ replication }) => replication),
    };
  };
  return {
    targets,
    injectedAtMs,
    async prove() {
      await Promise.all(processes.map(({ exited }) => exited));
      const { discardedBytes } = await reportLoss();
      const links = targets.length === 1 ? 'its links' : 'their links';
      return `${processNames(targets)} gone, and ${links} discarded ${discardedBytes} bytes`;
    },
    reportLoss,
    heal: async () => {},
  };
}
