import { waitFor } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import { announcedBy, type ClusterNode } from '../topology/cluster.js';
import { parseClusterNodes } from '../topology/cluster-mode/cluster-nodes.js';
import type { FailoverMethod } from '../topology/failover-method.js';
import type { Cluster } from '../topology/topology.js';
import { sendCommand } from './send-command.js';

/** How a cluster member takes over: in agreement with its primary, with the other primaries only, or unilaterally. */
export const takeovers = ['default', 'force', 'takeover'] as const;

export interface FailoverOrder {
  readonly method: FailoverMethod;
  /** Only for `cluster`. */
  readonly mode: (typeof takeovers)[number];
}

/** A sentinel that was paused for over 2 s does nothing for the next 30 s (TILT mode), on a busy machine too. */
const promotionLimits = { timeoutMs: 45_000, pollMs: 5 };
/** A sentinel polls replicas every 10 s. */
const promotableLimits = { timeoutMs: 15_000, pollMs: 50 };

/** How a replica of this cluster takes over on request. Throws EnvironmentError if none can. */
export function usualMethod({ failoverMethod }: Cluster): FailoverMethod {
  if (failoverMethod === undefined) throw new EnvironmentError('There is no replica that could take over.');
  return failoverMethod;
}

/**
 * Requests a primary other than `primary`; `replica` is the preferred one, but sentinels choose for themselves. Throws
 * EnvironmentError if it is refused.
 */
export async function orderFailover(
  cluster: Cluster,
  primary: ClusterNode,
  replica: ClusterNode,
  order: FailoverOrder,
): Promise<void> {
  await orderBy[order.method](cluster, primary, replica, order.mode);
}

type Order = (
  cluster: Cluster,
  primary: ClusterNode,
  replica: ClusterNode,
  mode: FailoverOrder['mode'],
) => Promise<void>;

const orderBy = {
  failover: askPrimary,
  cluster: askReplica,
  sentinel: askSentinel,
} as const satisfies Readonly<Record<FailoverMethod, Order>>;

async function askPrimary(cluster: Cluster, primary: ClusterNode, replica: ClusterNode): Promise<void> {
  const { host, port } = announcedBy(replica);
  await sendCommand(cluster, primary, ['FAILOVER', 'TO', host, String(port)]);
}

async function askReplica(
  cluster: Cluster,
  _primary: ClusterNode,
  replica: ClusterNode,
  mode: FailoverOrder['mode'],
): Promise<void> {
  await untilHeard(cluster, replica);
  await sendCommand(cluster, replica, ['CLUSTER', 'FAILOVER', ...(mode === 'default' ? [] : [mode])]);
}

async function askSentinel(cluster: Cluster): Promise<void> {
  await untilPromotable(cluster);
  const { sentinel, name } = sentinelOf(cluster);
  await sendCommand(cluster, sentinel, ['SENTINEL', 'FAILOVER', name]);
}

/** The node that serves the shard's writes instead of `old`; undefined if none does within 45 s. */
export function promoted(cluster: Cluster, shard: number, old: ClusterNode, signal?: AbortSignal) {
  const other = () => {
    const primary = cluster.primaryOf(shard);
    return primary === old ? undefined : primary;
  };
  return waitFor(other, { ...promotionLimits, ...(signal && { signal }) });
}

/** A sentinel considers a restarted replica dead until it has reconnected to it, and refuses meanwhile (NOGOODSLAVE). */
export async function untilPromotable(cluster: Cluster): Promise<void> {
  const { sentinel, name } = sentinelOf(cluster);
  const isPromotable = async () => {
    const replicas = (await sendCommand(cluster, sentinel, ['SENTINEL', 'REPLICAS', name])) as string[][];
    const value = (fields: readonly string[], field: string) => fields[fields.indexOf(field) + 1];
    const isGood = (fields: readonly string[]) =>
      value(fields, 'flags') === 'slave' && value(fields, 'master-link-status') === 'ok';
    return replicas.every(isGood) || undefined;
  };
  await waitFor(isPromotable, promotableLimits);
}

/**
 * A primary that has not reconnected to a restarted member wastes its vote on it, and can't vote again for twice the
 * node timeout.
 */
async function untilHeard(cluster: Cluster, replica: ClusterNode): Promise<void> {
  const hears = async (voter: ClusterNode) => {
    const members = parseClusterNodes(String(await sendCommand(cluster, voter, ['CLUSTER', 'NODES'])));
    return members.some(({ host, port, isConnected }) => isConnected && cluster.nodeAt(host, port) === replica);
  };
  const areAllHearing = async () => {
    const voters = cluster.nodes.filter(({ role, running }) => role === 'primary' && running);
    // A voter that does not answer gives no vote either.
    const answers = await Promise.all(voters.map((voter) => hears(voter).catch(() => true)));
    return answers.every(Boolean) || undefined;
  };
  await waitFor(areAllHearing, promotableLimits);
}

function sentinelOf({ clientView, nodes }: Cluster) {
  const sentinel = nodes.find(({ role, running }) => role === 'sentinel' && running);
  if (!('primaryName' in clientView) || sentinel === undefined)
    throw new EnvironmentError('The failover could not be requested: no sentinel is running.');
  return { sentinel, name: clientView.primaryName };
}
