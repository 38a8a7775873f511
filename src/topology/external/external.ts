import { InternalError } from '../../errors/errors.js';
import { startOrEnd } from '../../errors/start-or-end.js';
import { engineNames } from '../../model/node.js';
import { redactUrl } from '../../model/redact-url.js';
import { parseTargetUrl, type TargetUrl } from '../../model/target-url.js';
import { directivePlaces } from '../node-config.js';
import type { NodesPlan } from '../nodes-plan.js';
import { redisWorkload } from '../starting-texts.js';
import type { AttachContext, ScenarioDefaults, Target, TargetTopology } from '../topology.js';
import { type ExternalOptions, type ExternalPlan, externalOptions } from './external-options.js';
import { findDeployment } from './find-deployment.js';
import { TargetPool } from './target-pool.js';
import { TargetRedisCluster } from './target-redis-cluster.js';
import { TargetServers } from './target-servers.js';
import { TargetService } from './target-service.js';

/** An existing deployment: nothing is started, and our keys share it with other data. */
export const external: TargetTopology<ExternalOptions> = {
  summary:
    "A deployment that is already running, named by target; nothing is started, and only cache-bench's own keys are touched.",
  engines: engineNames,
  startingScenario: {
    kind: 'target',
    about:
      "A load on a server that is already running; only cache-bench's own keys are touched, and they are removed at the end.",
    topology: `  # Its address; put its password into the variable CACHE_BENCH_TARGET_PASSWORD.
  target: redis://127.0.0.1:6379`,
    workload: redisWorkload,
    faults: `# External servers support only planned-failover and your own commands, such as the failover call of a cloud:
# faults:
#   - at: 5s
#     exec: { command: ./fail-over.sh }`,
    gates: '  - availability >= 99%\n  - lost_writes == 0',
  },
  options: externalOptions,
  defaults: { topology: { replicas: 0, zones: 1 } },
  defaultsOf: (target) => targetDefaults[parseTargetUrl(target).value?.kind ?? 'redis'],
  can: ['commands', 'replicates', 'slots'],
  abilitiesOf({ target }) {
    const named = parseTargetUrl(target ?? '').value;
    if (named !== undefined && named.kind !== 'redis') return [];
    return named?.topology === 'cluster' ? this.can : ['commands', 'replicates'];
  },
  refusal(plan) {
    if (plan.target === null)
      return 'topology external needs a target, such as redis://host:6379 (in the file or by --target)';
    if (plan.tls || plan.password)
      return 'topology external uses the TLS and the password of its target: topology.tls and topology.password are for launched servers. Write rediss:// in its URL, and the password there or in CACHE_BENCH_TARGET_PASSWORD';
    if (hasAddressMap(plan) && readTarget(plan).kind !== 'redis')
      return "topology.addressMap has no effect on memcached and applications, which announce no addresses: clients use those in the target's URL. Leave it out, and write reachable addresses into the URL";
    if (plan.replicas > 0 || plan.shards > 1 || plan.links !== null || hasDirectives(plan))
      return "topology external has the shape of its target: replicas, shards, links, config and nodeConfig can't be set";
    return undefined;
  },
  attach,
};

/** What a scenario for other servers must not keep. */
const targetDefaults = {
  redis: {},
  memcached: { topology: { engine: 'memcached' }, workload: { driver: 'wire' } },
  http: { workload: { driver: 'http' } },
} as const satisfies Readonly<Record<TargetUrl['kind'], ScenarioDefaults>>;

function hasAddressMap({ addressMap }: ExternalOptions): boolean {
  return Object.keys(addressMap).length > 0;
}

function hasDirectives(plan: NodesPlan): boolean {
  return directivePlaces(plan).some(([, directives]) => Object.keys(directives).length > 0);
}

async function attach(plan: ExternalPlan, context: AttachContext): Promise<Target> {
  return startOrEnd(await find(plan, context), (cluster) => cluster.open());
}

/** Detects what kind of server the URL names; does not open it yet. */
async function find(
  plan: ExternalPlan,
  context: AttachContext,
): Promise<TargetServers | TargetRedisCluster | TargetPool | TargetService> {
  const url = redactUrl(plan.target ?? '');
  const { addressMap } = plan;
  const deployment = await findDeployment(url, readTarget(plan), { password: context.password, addressMap });
  switch (deployment.kind) {
    case 'pool':
      return new TargetPool(url, deployment.endpoints, plan, context);
    case 'service':
      return new TargetService(url, deployment.endpoint, context);
    case 'servers':
      return new TargetServers(url, deployment.target, deployment.found, context);
    case 'cluster':
      return new TargetRedisCluster(url, deployment.target, deployment.found, context);
    default:
      return deployment satisfies never;
  }
}

function readTarget({ target }: ExternalOptions): TargetUrl {
  const parsed = parseTargetUrl(target ?? '');
  if (parsed.expected !== undefined) throw new InternalError('The URL of the target was valid, but no longer is.');
  return parsed.value;
}
