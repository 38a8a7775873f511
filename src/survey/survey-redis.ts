import type { Redis } from 'ioredis';
import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { InterruptedError } from '../errors/errors.js';
import { foreignText } from '../model/foreign-text.js';
import { type Endpoint, endpointName } from '../model/node.js';
import type { Deployment } from '../topology/external/find-deployment.js';
import { askOnce } from '../topology/external/server-identity.js';
import { targetFailure } from '../topology/external/target-failure.js';
import { counted } from '../units/counted.js';
import { formatDuration } from '../units/duration.js';
import { sum } from '../units/sum.js';
import { askAll } from './permitted-commands.js';
import { loadBetween, parseCounters, type RedisCounters } from './redis-counters.js';
import { sampleRedisKeys } from './sample-redis-keys.js';
import type { Survey, SurveyedTopology, SurveyOptions } from './survey.js';

type RedisDeployment = Exclude<Deployment, { kind: 'pool' | 'service' }>;

/**
 * Surveys the primaries of a Redis or Valkey deployment. `url` is for messages. Throws EnvironmentError with the reason if it
 * can't be read, and InterruptedError.
 */
export async function surveyRedis(url: string, deployment: RedisDeployment, options: SurveyOptions): Promise<Survey> {
  const { access } = deployment.target;
  const { windowMs, sampleKeys, signal, progress } = options;
  const primaries = primariesOf(deployment);
  progress(
    `Counting the commands of ${counted(primaries.length, 'primary', 'primaries')} for ${formatDuration(windowMs)}`,
  );
  const readings = await Promise.all(
    primaries.map((primary) =>
      askOnce(url, primary, access, async (connection) => {
        const before = await readCounters(connection);
        await pause(windowMs, signal);
        return { before, after: await readCounters(connection) };
      }),
    ),
  );
  throwIfInterrupted(signal);
  const after = readings.map((reading, index) => reading.after ?? refuseWithoutInfo(url, primaries[index]));
  const load = loadBetween(
    readings.map(({ before }) => before),
    after,
  );
  if (load === undefined)
    throw targetFailure(url, 'a server restarted, or its counters were reset, while they were read', 'the same again');
  const keys = after.map((counters) => counters.keys[access.database] ?? 0);
  const total = sum(keys);
  progress(`Sampling ${Math.min(sampleKeys, total)} of ${counted(total, 'key', 'keys')}`);
  const samples = await Promise.all(
    primaries.map((primary, index) => {
      const share = Math.ceil((sampleKeys * (keys[index] ?? 0)) / Math.max(1, total));
      const isLfu = /lfu/.test(after[index]?.settings['maxmemory-policy'] ?? '');
      return askOnce(url, primary, access, (connection) => sampleRedisKeys(connection, share, { isLfu, signal }));
    }),
  );
  throwIfInterrupted(signal);
  const replicas = Math.max(replicasOf(deployment), ...after.map((counters) => counters.replicas));
  return {
    ...load,
    url,
    engine: deployment.found.identity.engine,
    versions: [...new Set(after.map(({ version }) => foreignText(version, 60)))],
    topology: topologyOf(deployment, replicas),
    shards: primaries.length,
    replicas,
    // Ours was open, too.
    connections: Math.max(0, ...after.map(({ clients }) => clients - 1)),
    keys: total,
    keysElsewhere: sum(after.flatMap((counters) => Object.values(counters.keys))) - total,
    settings: Object.assign({}, ...after.map(({ settings }) => settings)),
    sample: {
      keys: samples.flatMap((sample) => sample.keys),
      refusals: [...new Set(samples.flatMap(({ refusals }) => refusals))],
    },
  };
}

/** Undefined if our user may not run INFO. */
async function readCounters(connection: Redis): Promise<RedisCounters | undefined> {
  const sentMs = monotonicMs();
  const [answer] = await askAll(connection, [['INFO', 'all']]);
  if (!Buffer.isBuffer(answer)) return undefined;
  return parseCounters(answer.toString('latin1'), (sentMs + monotonicMs()) / 2);
}

function refuseWithoutInfo(url: string, primary: Endpoint | undefined): never {
  const place = primary === undefined ? 'a server' : endpointName(primary);
  throw targetFailure(url, `${place} denies this user INFO, which shows the load`, 'a user with +info');
}

function primariesOf(deployment: RedisDeployment): readonly Endpoint[] {
  return deployment.kind === 'cluster'
    ? deployment.found.shards.map(({ primary }) => primary.address)
    : [deployment.found.primary];
}

/** As found without the primaries' own counts. */
function replicasOf(deployment: RedisDeployment): number {
  if (deployment.kind === 'servers') return deployment.found.replicas.length;
  return Math.max(0, ...deployment.found.shards.map(({ replicas }) => replicas.length));
}

function topologyOf({ kind, target }: RedisDeployment, replicas: number): SurveyedTopology {
  if (kind === 'cluster') return 'cluster';
  if (target.topology === 'sentinel') return 'sentinel';
  return replicas > 0 ? 'replicated' : 'standalone';
}

function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new InterruptedError('Interrupted. Nothing was written.');
}
