import { monotonicMs } from '../clock/monotonic.js';
import { createRunFolder } from '../engine/run-folder.js';
import { sweepStaleFolders } from '../engine/sweep-stale-folders.js';
import { startWatchdog } from '../engine/watchdog.js';
import { InterruptedError, UsageError } from '../errors/errors.js';

import { needsOf } from '../fault/needs.js';
import { KeyLifetimes, spacesWithoutLifetime } from '../keyspace/key-lifetimes.js';
import { LeftoverKeys } from '../keyspace/leftover-keys.js';
import { spacesInUse } from '../keyspace/spaces-in-use.js';
import { lifetimeSeconds } from '../load/workload/plan-operations.js';
import { endpointName } from '../model/node.js';
import type { OperationPlan } from '../model/operation-plan.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import type { RunLog } from '../progress/run-log.js';
import { showWork } from '../progress/show-work.js';
import type { RunRecord } from '../record/run-record.js';
import type { Scenario } from '../scenario/scenario.js';
import { call } from '../topology/call.js';
import { definitionOf } from '../topology/can.js';
import type { ClusterEvent } from '../topology/cluster.js';
import type { Cluster, TargetTopology, TopologyDefinition } from '../topology/topology.js';
import type { ExperimentRequest } from './measured.js';
import { numberedOperations } from './plan-workers.js';
import { prepareEngine, refuseOldVersion } from './prepare-engine.js';

/** The servers of a run: launched for it, or an existing target. */
export interface RunSite {
  readonly cluster: Cluster;
  readonly engines: RunRecord['environment']['engines'];
  /** TTL of every key unless the workload sets one; null if the servers and their data end with the run. */
  readonly keyTtlSeconds: number | null;
  /** Removes our keys from servers that outlive the run; otherwise it does nothing. */
  readonly leftoverKeys: LeftoverKeys;
  /** Location of the servers' folders; null if the servers are not ours. */
  readonly folder: string | null;
}

interface SiteContext {
  readonly runTag: string;
  readonly log: RunLog;
  /** Whether clients connect through relays; absent: the scenario's faults decide. */
  readonly clientRelays?: boolean;
  /** The operations the servers must support; absent: nothing version-specific. */
  readonly operations?: readonly OperationPlan[];
}

/** The parts of a request that determine the servers. */
export type SiteRequest = Pick<
  ExperimentRequest,
  'scenario' | 'progress' | 'signal' | 'keep' | 'targetPassword' | 'engineBinary'
>;

const leastTtlSeconds = 600;

/** Passes a converged cluster to `use`; everything started for it is stopped when that returns or throws. */
export function withCluster<T>(
  request: SiteRequest,
  context: SiteContext,
  use: (site: RunSite) => Promise<T>,
): Promise<T> {
  const definition = definitionOf(request.scenario.topology);
  return 'attach' in definition
    ? withTarget(definition, request, context, use)
    : withLaunched(definition, request, context, use);
}

async function withLaunched<T>(
  definition: TopologyDefinition,
  { scenario, progress, signal, keep, engineBinary }: SiteRequest,
  { runTag, log, clientRelays, operations = [] }: SiteContext,
  use: (site: RunSite) => Promise<T>,
): Promise<T> {
  for (const path of await sweepStaleFolders()) log.warn('stale-folder', `Removed leftovers of a killed run: ${path}`);
  const onProgress = (line: string) => progress.step(line);
  const binary = await prepareEngine(scenario, { engineBinary, operations, onProgress, signal });
  stopIfInterrupted(signal);
  const warning = definition.warning?.(scenario.topology, scenario.workload, binary);
  if (warning !== undefined) log.warn(warning.code, warning.message);
  await using watchdog = await startWatchdog();
  await using folder = await createRunFolder(watchdog);
  // From the start, so that the logs are available even if the cluster never comes up.
  if (keep) {
    await folder.releaseForKeep();
    progress.step(`The servers' folders and logs are in ${folder.path}`);
  }
  progress.step(`${binary.engine} ${binary.version} at ${binary.path}`);
  await using cluster = await shown(progress, 'starting the cluster', () =>
    definition.start(scenario.topology, {
      binary,
      folder: folder.path,
      watchdog,
      clientRelays: clientRelays ?? clientsNeedRelays(scenario),
      clientsZone: scenario.workload.zone,
      runTag,
      onEvent: (event) => hearCluster(log, event),
      signal,
    }),
  );
  const processes = cluster.nodes.length === 1 ? '1 process' : `${cluster.nodes.length} processes`;
  const seconds = (cluster.readyMs / 1000).toFixed(2);
  progress.step(`${scenario.topology.kind}: ${processes} converged in ${seconds} s`);
  return await use({
    cluster,
    engines: [binary],
    keyTtlSeconds: null,
    leftoverKeys: new LeftoverKeys(null, log),
    folder: folder.path,
  });
}

async function withTarget<T>(
  definition: TargetTopology,
  { scenario, progress, signal, targetPassword }: SiteRequest,
  { runTag, log, operations = [] }: SiteContext,
  use: (site: RunSite) => Promise<T>,
): Promise<T> {
  await using cluster = await shown(progress, 'connecting', () =>
    definition.attach(scenario.topology, {
      password: targetPassword,
      onEvent: (event) => hearCluster(log, event),
      signal,
    }),
  );
  for (const { code, message } of cluster.warnings) log.warn(code, message);
  if (cluster.server !== null) {
    const { engine, version, path } = cluster.server;
    progress.step(`${engine} ${version} at ${path}`);
    refuseOldVersion(operations, scenario, cluster.server);
    await refuseWithoutAppendOnly(scenario, cluster);
  }
  const { warmupMs, durationMs } = scenario.phases;
  // Well above the run's length, since preload and read-back take time too.
  const keyTtlSeconds = leastTtlSeconds + Math.ceil((2 * (warmupMs + durationMs)) / 1000);
  const ttlSeconds = lifetimeSeconds(scenario.workload, keyTtlSeconds);
  const planned = numberedOperations(scenario.workload, keyTtlSeconds).operations;
  const own = { runTag, keys: scenario.workload.keys, inUse: spacesInUse(planned) };
  // From the first key on, so that errors and Ctrl-C also clean up.
  await using leftoverKeys = new LeftoverKeys(
    { ...own, cluster, data: cluster.data, untilMs: monotonicMs() + (ttlSeconds ?? Number.POSITIVE_INFINITY) * 1000 },
    log,
  );
  const mayLast = ttlSeconds === null || cluster.data.call === undefined;
  const inUse = mayLast ? [] : spacesWithoutLifetime(own.inUse, planned);
  await using _lifetimes = new KeyLifetimes(cluster, { ...own, inUse }, ttlSeconds ?? 0, log);
  return await use({
    cluster,
    engines: cluster.server === null ? [] : [cluster.server],
    keyTtlSeconds,
    leftoverKeys,
    folder: null,
  });
}

async function shown<T>(progress: ProgressDisplay, label: string, work: () => Promise<T>): Promise<T> {
  using _work = showWork(progress, label);
  return await work();
}

/** For faults on the links between clients and nodes, and for clients in a zone away from the nodes. */
function clientsNeedRelays({ faults: plans, topology, workload }: Scenario): boolean {
  return plans.some((plan) => needsOf(plan).includes('relays')) || (workload.zone !== null && topology.links !== null);
}

/** What the scenario check requires of servers that it configures. If CONFIG is denied, the first write will reveal it. */
async function refuseWithoutAppendOnly({ workload }: Scenario, cluster: Cluster): Promise<void> {
  if (workload.durability.kind !== 'waitaof') return;
  const primaries = Array.from({ length: cluster.shardCount }, (_, shard) => cluster.primaryOf(shard)).filter(
    (node) => node !== undefined,
  );
  const answers = await Promise.all(
    primaries.map((node) => call(cluster.data, node, [['INFO', 'persistence']]).catch(() => [''])),
  );
  const without = primaries.filter((_, index) => /^aof_enabled:0/m.test(String(answers[index]?.[0])));
  if (without.length === 0) return;
  const names = without.map(({ address }) => endpointName(address)).join(', ');
  throw new UsageError(
    `The durability waitaof waits for the append-only file, but ${names} has none (appendonly no). Try: CONFIG SET appendonly yes there, or --durability wait:1.`,
  );
}

function hearCluster(log: RunLog, event: ClusterEvent): void {
  const node = event.node.id;
  switch (event.type) {
    case 'role-changed':
      log.add({ type: 'role-changed', node, from: event.from, to: event.to }, event.atMs);
      break;
    case 'suspected':
    case 'agreed-down':
      log.add({ type: event.type, node, by: event.by.id, detail: event.detail }, event.atMs);
      break;
    case 'server-event':
      log.add({ type: 'server-event', node, name: event.name, detail: event.detail }, event.atMs);
      break;
    case 'learned-primary':
      log.add({ type: 'learned-primary', node, by: event.by.id }, event.atMs);
      break;
    default:
      event satisfies never;
  }
}

/** Throws InterruptedError if the user requested a stop. */
export function stopIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new InterruptedError('Interrupted before anything was measured. Nothing was left running.');
}
