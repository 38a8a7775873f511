import { randomBytes } from 'node:crypto';
import { canaryPlan } from '../audit/canaries.js';
import type { LedgerSnapshot } from '../audit/ledger-snapshot.js';
import { monotonicMs } from '../clock/monotonic.js';
import { requireEngine } from '../engine/require-engine.js';
import { createRunFolder } from '../engine/run-folder.js';
import { sweepStaleFolders } from '../engine/sweep-stale-folders.js';
import { startWatchdog } from '../engine/watchdog.js';
import { InterruptedError } from '../errors/errors.js';
import { type FaultName, faults } from '../fault/registry.js';
import { startLoad } from '../load/load.js';
import type { NodeDescription } from '../model/node.js';
import type { RunRecord } from '../model/run-record.js';
import { runTagCharacters } from '../model/write-stamp.js';
import { type TopologyKind, topologies } from '../topology/registry.js';
import { buildRecord } from './build-record.js';
import { type KeySpace, preload } from './key-access.js';
import { measure, warmUp } from './measure.js';
import type { ExperimentRequest } from './measured.js';
import { planWorkers } from './plan-workers.js';
import { readEverythingBack } from './read-back.js';
import { RunLog } from './run-log.js';
import { ServerWatch } from './server-watch.js';
import { showEvent } from './show-progress.js';

const canaryCount = 100;
const convergenceTimeoutMs = 30_000;
/** A person who interrupted is waiting. */
const interruptedConvergenceTimeoutMs = 3_000;

/**
 * Carries one scenario through its phases: cluster, preload, warm-up, measured part with faults, audit. Everything that it
 * starts is stopped when it returns or throws. Throws InterruptedError when nothing had been measured yet.
 */
export async function runExperiment(request: ExperimentRequest): Promise<{ record: RunRecord; failure: Error | null }> {
  const { scenario, progress, signal } = request;
  const startedAt = new Date();
  const startMs = monotonicMs();
  const log = new RunLog((body, atMs) => showEvent(progress, body, atMs));
  for (const { code, message } of request.warnings) log.warn(code, message);
  const runTag = randomBytes(runTagCharacters / 2).toString('hex');

  for (const path of await sweepStaleFolders()) log.warn('stale-folder', `Removed what a killed run had left: ${path}`);
  const binary = await requireEngine(scenario.topology.engine, { onProgress: (line) => progress.step(line), signal });
  stopIfInterrupted(signal);
  await using watchdog = await startWatchdog();
  await using folder = await createRunFolder(watchdog);
  // From the start, so that the logs of a cluster that never came up can be read too.
  if (request.keep) {
    await folder.releaseForKeep();
    progress.step(`The servers' folders and logs stay in ${folder.path}`);
  }
  progress.step(`${binary.engine} ${binary.version} at ${binary.path}`);

  await using cluster = await topologies[scenario.topology.kind as TopologyKind].start(scenario.topology, {
    binary,
    folder: folder.path,
    watchdog,
    clientRelays: scenario.faults.some(({ name }) => faults[name as FaultName].needsRelays),
    runTag,
    onEvent: (event) => hearCluster(log, event),
    signal,
  });
  const nodesAtStart = cluster.describe();
  progress.step(
    `${scenario.topology.kind}: ${nodesAtStart.length} processes converged in ${(cluster.readyMs / 1000).toFixed(2)} s`,
  );

  const { keys, valueBytes, valueSizes, data } = scenario.workload;
  const space: KeySpace = { runTag, keys, valueBytes, valueSizes, data, seed: scenario.seed };
  const canaries = canaryPlan(runTag, canaryCount);
  progress.phase('preload');
  await preload(cluster, space, canaries, signal);
  stopIfInterrupted(signal);

  await using load = await startLoad(planWorkers(scenario, cluster.clientView, runTag));
  stopIfInterrupted(signal);
  await warmUp(load, scenario, progress, signal);
  stopIfInterrupted(signal);

  await using servers = await ServerWatch.start(cluster);
  const measured = await measure(request, cluster, load, log, runTag);
  await servers.stop();

  progress.phase('audit');
  const readBack = await readEverythingBack(cluster, space, canaries, {
    convergenceTimeoutMs: signal.aborted ? interruptedConvergenceTimeoutMs : convergenceTimeoutMs,
    log,
  });
  const ledgers = await load.handOver().catch((): readonly LedgerSnapshot[] => []);
  progress.end();
  const { record, contradiction } = buildRecord({
    request,
    startedAt,
    wallMs: monotonicMs() - startMs,
    runTag,
    binary,
    cluster,
    nodesAtStart: request.keep ? nodesAtStart : withoutFolders(nodesAtStart),
    nodesAtEnd: request.keep ? cluster.describe() : withoutFolders(cluster.describe()),
    measured,
    servers,
    ledgers,
    readBack,
    log,
  });
  return { record, failure: measured.failure ?? contradiction };
}

function hearCluster(
  log: RunLog,
  event: Parameters<Parameters<(typeof topologies)[TopologyKind]['start']>[1]['onEvent']>[0],
): void {
  const node = event.node.id;
  if (event.type === 'role-changed')
    log.add({ type: 'role-changed', node, from: event.from, to: event.to }, event.atMs);
  else log.add({ type: 'server-event', node, name: event.name, detail: event.detail }, event.atMs);
}

function stopIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new InterruptedError('Interrupted before anything was measured. Nothing was left running.');
}

function withoutFolders(nodes: readonly NodeDescription[]): readonly NodeDescription[] {
  return nodes.map((node) => ({ ...node, dataDir: null }));
}
