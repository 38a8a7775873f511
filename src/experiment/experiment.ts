import { randomBytes } from 'node:crypto';
import { canaryPlan } from '../audit/canaries.js';
import type { LedgerSnapshot } from '../audit/ledger-snapshot.js';
import { monotonicMs } from '../clock/monotonic.js';
import { requireEngine } from '../engine/require-engine.js';
import { createRunFolder } from '../engine/run-folder.js';
import { sweepStaleFolders } from '../engine/sweep-stale-folders.js';
import { startWatchdog } from '../engine/watchdog.js';
import { InterruptedError } from '../errors/errors.js';
import { faults, type FaultName } from '../fault/registry.js';
import type { DriverName } from '../load/driver/registry.js';
import { type Load, type LoadOutcome, startLoad } from '../load/load.js';
import { Prober } from '../load/prober.js';
import { Measurements } from '../metrics/measurements.js';
import type { NodeDescription } from '../model/node.js';
import type { RunRecord } from '../model/run-record.js';
import type { Scenario } from '../model/scenario.js';
import { runTagCharacters } from '../model/write-stamp.js';
import type { ProgressDisplay } from '../report/progress/progress.js';
import { topologies, type TopologyKind } from '../topology/registry.js';
import type { Cluster } from '../topology/topology.js';
import { buildRecord } from './build-record.js';
import { type FaultOutcome, FaultSchedule } from './fault-schedule.js';
import { type KeySpace, preload } from './key-access.js';
import { intervalMs, planWorkers } from './plan-workers.js';
import { readEverythingBack } from './read-back.js';
import { RunLog } from './run-log.js';
import { ServerWatch } from './server-watch.js';
import { showEvent, showTicks } from './show-progress.js';

/** Between the order to the workers and the common epoch: time for the order to reach every thread. */
const epochLeadMs = 30;
const canaryCount = 100;
const convergenceTimeoutMs = 30_000;
/** A person who interrupted is waiting. */
const interruptedConvergenceTimeoutMs = 3_000;

export interface ExperimentRequest {
  readonly scenario: Scenario;
  /** The scenario in the words of its file, every default filled in. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly command: readonly string[];
  readonly version: string;
  /** Leave the servers' folders, and say where. */
  readonly keep: boolean;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly progress: ProgressDisplay;
  /** Asks to stop: what was measured until then is still told. */
  readonly signal: AbortSignal;
}

/** All that the measured part left behind. Moments are on the monotonic clock. */
export interface Measured {
  readonly epochMs: number;
  /** When the workers were told to stop issuing. */
  readonly issueEndMs: number;
  readonly endMs: number;
  readonly measurements: Measurements;
  readonly load: LoadOutcome | null;
  readonly routed: readonly { readonly endpoint: string; readonly atMs: number }[];
  readonly faults: readonly FaultOutcome[];
  readonly prober: { readonly reads: readonly number[]; readonly writes: readonly number[] } | null;
  readonly generatorCpuPercent: number;
  /** What broke the measured part off, when it was not its end. */
  readonly failure: Error | null;
}

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
  progress.step(`${scenario.topology.kind}: ${nodesAtStart.length} processes converged in ${(cluster.readyMs / 1000).toFixed(2)} s`);

  const space: KeySpace = { runTag, keys: scenario.workload.keys, valueBytes: scenario.workload.valueBytes };
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
  if (request.keep) {
    await folder.releaseForKeep();
    progress.step(`The servers' folders and logs stay in ${folder.path}`);
  }
  progress.end();
  const record = buildRecord({
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
  return { record, failure: measured.failure };
}

async function warmUp(load: Load, scenario: Scenario, progress: ProgressDisplay, signal: AbortSignal): Promise<void> {
  const { warmupMs } = scenario.phases;
  if (warmupMs === 0) return;
  progress.phase('warmup');
  using _stop = onAbort(signal, () => load.stop());
  const epochMs = monotonicMs() + epochLeadMs;
  await load.run('warmup', epochMs, epochMs + warmupMs, { interval: () => {}, routed: () => {} });
}

async function measure(
  { scenario, progress, signal }: ExperimentRequest,
  cluster: Cluster,
  load: Load,
  log: RunLog,
  runTag: string,
): Promise<Measured> {
  const { workload, phases, seed } = scenario;
  const measurements = new Measurements(intervalMs, workload.ratePerSecond === null);
  const routed: { endpoint: string; atMs: number }[] = [];
  const cpuBefore = process.cpuUsage();
  const epochMs = monotonicMs() + epochLeadMs;
  let issueEndMs = epochMs + phases.durationMs;
  log.epochMs = epochMs;
  log.add({ type: 'phase-started', phase: 'steady' }, epochMs);
  progress.phase('steady');
  await using prober = scenario.faults.length > 0 ? startProber(cluster, workload.driver as DriverName, runTag) : null;
  const schedule = new FaultSchedule(scenario.faults, epochMs, { cluster, log, seed, inFlight: () => load.inFlight() });
  using _ticks = showTicks(progress, measurements, cluster, epochMs, phases.durationMs);
  using _stop = onAbort(signal, () => {
    issueEndMs = Math.min(issueEndMs, monotonicMs());
    log.add({ type: 'interrupted', signal: String(signal.reason) });
    load.stop();
  });
  let outcome: LoadOutcome | null = null;
  let failure: Error | null = null;
  try {
    outcome = await load.run('measured', epochMs, issueEndMs, {
      interval: (worker, counts) => measurements.add(worker, counts),
      routed: (endpoint, atMs) => routed.push({ endpoint, atMs: epochMs + atMs }),
    });
  } catch (error) {
    failure = error as Error;
    log.warn('load-failed', `The load broke off: ${failure.message}`);
  }
  const endMs = monotonicMs();
  await schedule.finish();
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    epochMs,
    issueEndMs: Math.min(issueEndMs, endMs),
    endMs,
    measurements,
    load: outcome,
    routed,
    faults: schedule.outcomes,
    prober: prober && { reads: prober.reads, writes: prober.writes },
    generatorCpuPercent: ((user + system) / 1000 / (endMs - epochMs)) * 100,
    failure,
  };
}

function startProber(cluster: Cluster, driver: DriverName, runTag: string): Prober {
  return new Prober({
    driver,
    endpointOf: () => cluster.primaryOf(0)?.clientAddress,
    // Another tag than the load's, so that neither relay nor audit takes a probe for one of its writes.
    runTag: `p${runTag.slice(1)}`,
  });
}

function hearCluster(log: RunLog, event: Parameters<Parameters<(typeof topologies)[TopologyKind]['start']>[1]['onEvent']>[0]): void {
  const node = event.node.id;
  if (event.type === 'role-changed') log.add({ type: 'role-changed', node, from: event.from, to: event.to }, event.atMs);
  else log.add({ type: 'server-event', node, name: event.name, detail: event.detail }, event.atMs);
}

function onAbort(signal: AbortSignal, act: () => void): Disposable {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', act) };
}

function stopIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new InterruptedError('Interrupted before anything was measured. Nothing was left running.');
}

function withoutFolders(nodes: readonly NodeDescription[]): readonly NodeDescription[] {
  return nodes.map((node) => ({ ...node, dataDir: null }));
}
