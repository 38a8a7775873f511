import { InternalError } from '../../errors/errors.js';
import { redactUrl } from '../../model/redact-url.js';
import type { TopologyPlan } from '../../model/scenario.js';
import { parseTargetUrl, type TargetUrl } from '../../model/target-url.js';
import type { AttachContext, AttachedCluster, AttachedTopology } from '../topology.js';
import { ExternalCluster } from './external-cluster.js';
import { findNodes } from './find-nodes.js';
import { openTarget } from './open-target.js';

/** A deployment that runs already: nothing is started, and our keys lie beside those of others. */
export const external: AttachedTopology = {
  summary:
    'A deployment that runs already, named by target; nothing is started, and nothing but our own keys is touched.',
  engines: ['redis', 'valkey', 'memcached'],
  defaults: { replicas: 0, zones: 1 },
  refusal(plan) {
    if (plan.target === null)
      return 'topology external needs a target, such as redis://host:6379 (in the file or by --target)';
    if (plan.replicas > 0 || plan.shards > 1 || plan.links !== null || Object.keys(plan.config).length > 0)
      return "topology external has the shape of its target: replicas, shards, links and config can't be set";
    const { kind, topology } = readTarget(plan);
    if (kind === 'memcached') return 'a memcached that already runs is not supported as a target yet';
    if (topology === 'cluster') return 'a Redis Cluster that already runs is not supported as a target yet';
    return undefined;
  },
  attach,
};

async function attach(plan: TopologyPlan, context: AttachContext): Promise<AttachedCluster> {
  const target = await openTarget(readTarget(plan), context.password);
  const url = redactUrl(plan.target ?? '');
  const cluster = new ExternalCluster(url, target, await findNodes(url, target), context);
  try {
    await cluster.open();
    return cluster;
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}

function readTarget({ target }: TopologyPlan): TargetUrl {
  const parsed = parseTargetUrl(target ?? '');
  if (parsed.expected !== undefined) throw new InternalError('The URL of the target was valid, and is not any more.');
  return parsed.value;
}
