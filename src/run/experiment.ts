import { randomBytes } from 'node:crypto';
import { canaryPlan } from '../audit/canaries.js';
import { keptHere } from '../audit/kept-ledger.js';
import { monotonicMs } from '../clock/monotonic.js';
import { type Prices, readPrices } from '../cost/read-prices.js';
import { measureNoise } from '../engine/measure-noise.js';
import { canaryCountOf, keySpaceOf } from '../keyspace/key-space.js';
import { spacesInUse } from '../keyspace/spaces-in-use.js';
import type { ClientLibrary } from '../load/driver/driver.js';
import { drivers } from '../load/driver/registry.js';
import { startLoad } from '../load/load.js';
import { operationsOf } from '../load/workload/plan-operations.js';
import type { KeyOperations } from '../model/history.js';
import { describeNoise, isNoisy, type MachineNoise } from '../model/machine-noise.js';
import type { NodeDescription } from '../model/node.js';
import { runTagCharacters } from '../model/write-stamp.js';
import { RunLog } from '../progress/run-log.js';
import { showEvent } from '../progress/show-progress.js';
import type { RunRecord } from '../record/run-record.js';
import type { RedundancyRecord } from '../record/sections/redundancy.js';
import { factsOf } from './application/application-facts.js';
import { requireProgram } from './application/require-program.js';
import { type RunApplication, withApplication } from './application/with-application.js';
import { countedCommands } from './counted-commands.js';
import { readKeysBack, writeKeys } from './keys-of-run.js';
import { measure } from './measure.js';
import type { ExperimentRequest, Measured } from './measured.js';
import { missingReadEvidence } from './missing-read-evidence.js';
import { numberedOperations, planWorkers } from './plan-workers.js';
import { buildRecord } from './record/build-record.js';
import type { RunFacts } from './record/run-facts.js';
import { recordedHistory } from './recorded-history.js';
import { RedundancyWatch } from './redundancy/redundancy-watch.js';
import { warnOfLostRedundancy } from './redundancy/warn-of-lost-redundancy.js';
import { relayCostOf } from './relay-cost.js';
import { startReplay } from './replay-feed.js';
import { ServerWatch } from './server-watch.js';
import { surroundingsOf } from './surroundings.js';
import { warmUp } from './warm-up.js';
import { type RunAgents, withAgents } from './with-agents.js';
import { type RunSite, stopIfInterrupted, withCluster } from './with-cluster.js';
import { type RunOrigin, withOrigin } from './with-origin.js';

/** Short, because the user is waiting for the servers. */
const noiseSampleMs = 60;
const encryptedLinks =
  'The links were encrypted (topology.tls), so the relays counted the bytes lost with a host but could not read the writes in them: ' +
  'which writes were unreplicated, discarded or never sent is unknown. Losses are still detected, by the clients.';

/** The results of an experiment. */
export interface ExperimentOutcome {
  readonly record: RunRecord;
  /** The operations that were recorded one by one; absent or null: none. */
  readonly history?: readonly KeyOperations[] | null;
  /** The error that ended the run early, or a contradiction in the record. */
  readonly failure: Error | null;
}

/**
 * Runs one scenario through its phases: cluster, preload, warm-up, measured part with faults, audit. Everything it starts is
 * stopped when it returns or throws. Throws EnvironmentError before it starts anything if the client library is missing,
 * UsageError if the application's program is, and InterruptedError if nothing was measured yet.
 */
export async function runExperiment(request: ExperimentRequest): Promise<ExperimentOutcome> {
  const { progress } = request;
  const startedAt = new Date();
  const startMs = monotonicMs();
  const log = new RunLog((body, atMs) => showEvent(progress, body, atMs));
  for (const { code, message } of request.warnings) log.warn(code, message);
  await requireProgram(request.scenario.application, process.env);
  const library = await drivers[request.scenario.workload.driver].library();
  const runTag = randomBytes(runTagCharacters / 2).toString('hex');
  const operations = operationsOf(request.scenario.workload);
  const prices = request.scenario.cost?.prices ?? (await readPrices());
  const noise = await measureNoise(noiseSampleMs);
  const start = { library, startedAt, startMs, log, runTag, noise, prices };
  try {
    return await withAgents(request, { runTag, log }, (divided, agents) =>
      withCluster(divided, { runTag, log, operations }, (site) =>
        withOrigin(divided, runTag, (origin) =>
          withApplication(divided, { ...site, origin, log }, (application) =>
            carryOut(divided, { ...site, origin, application, agents }, start),
          ),
        ),
      ),
    );
  } finally {
    progress.end();
  }
}

/** The servers of a run, what is behind them, and what is in front of them. */
interface Site extends RunSite {
  /** Null: clients talk to the cluster. */
  readonly application: RunApplication | null;
  /** Null: nothing. */
  readonly origin: RunOrigin | null;
  /** Who carries the load; null: threads of this process. */
  readonly agents: RunAgents | null;
}

interface RunStart {
  readonly library: ClientLibrary;
  readonly startedAt: Date;
  /** On the monotonic clock. */
  readonly startMs: number;
  readonly log: RunLog;
  readonly runTag: string;
  readonly noise: MachineNoise;
  readonly prices: Prices;
}

/** From preload to record, on a converged cluster. */
async function carryOut(
  request: ExperimentRequest,
  site: Site,
  { library, startedAt, startMs, log, runTag, noise, prices }: RunStart,
): Promise<ExperimentOutcome> {
  const { progress, keep } = request;
  const { cluster, engines } = site;
  progress.step(`${isNoisy(noise) ? 'this machine is busy' : 'this machine'}: ${describeNoise(noise)}`);
  const describe = () => (keep ? cluster.describe() : withoutFolders(cluster.describe()));
  const nodesAtStart = describe();
  const results = await carryLoad(request, site, log, { runTag, startedAt });
  progress.end();
  const { record, contradiction } = await buildRecord({
    request,
    library,
    startedAt,
    wallMs: monotonicMs() - startMs,
    runTag,
    engines,
    noise,
    prices,
    cluster,
    nodesAtStart,
    nodesAtEnd: describe(),
    ...results,
    agents: site.agents?.places ?? null,
    log,
  });
  return { record, history: results.history, failure: results.measured.failure ?? contradiction };
}

type Results = Pick<
  RunFacts,
  | 'application'
  | 'origin'
  | 'relayCost'
  | 'measured'
  | 'servers'
  | 'redundancy'
  | 'removed'
  | 'ledgers'
  | 'readBack'
  | 'history'
  | 'missingReads'
>;

/** Preload, warm-up, measured part, and read-back. */
async function carryLoad(
  request: ExperimentRequest,
  { cluster, keyTtlSeconds, leftoverKeys, origin, application, agents }: Site,
  log: RunLog,
  start: Pick<RunStart, 'runTag' | 'startedAt'>,
): Promise<Results> {
  const { scenario, progress, signal } = request;
  const { workload } = scenario;
  const { runTag } = start;
  const { shared } = leftoverKeys;
  const { operations, spaces } = numberedOperations(workload, keyTtlSeconds);
  const space = keySpaceOf(scenario, { runTag, keyTtlSeconds, inUse: spacesInUse(operations), audited: spaces });
  const commands = countedCommands(operations, workload.protocol, cluster.data);
  // Keys evicted during the preload are missing later.
  await using servers = await ServerWatch.start(cluster, { commands, launched: !shared });
  const relayCost = await relayCostOf(cluster);
  const preloadedAtMs = monotonicMs();
  const keys = { cluster, space, canaries: canaryPlan(runTag, canaryCountOf(cluster)), application, leftoverKeys };
  await writeKeys(request, keys);
  stopIfInterrupted(signal);

  await agents?.refuseAsTarget(cluster);
  const behind = { origin: origin?.forWorkers ?? null, applicationUrl: application?.url ?? null };
  await using load = await startLoad(planWorkers(scenario, cluster, space, behind), agents?.loadPlace);
  stopIfInterrupted(signal);
  await warmUp(load, scenario, progress, signal);
  stopIfInterrupted(signal);
  await using _replay = await startReplay(load, scenario, log);

  await servers.startMeasuring();
  await using replication = await RedundancyWatch.start(cluster, log, shared ? 1_000 : 250);
  origin?.startMeasuring();
  application?.program?.use.startMeasuring();
  const surroundings = surroundingsOf(scenario, space, origin?.server ?? null, agents?.processes ?? []);
  const measured = await measure(request, { cluster, surroundings }, load, log, start);
  await servers.finishMeasuring();
  await application?.program?.use.finishMeasuring();
  const redundancy = await redundancyDuring(measured, replication, log);
  if (scenario.topology.tls) warnOfEncryptedLinks(measured, log);

  const readBack = await readKeysBack(request, keys, { log, agents });
  // Many keys are only found to have expired when they are read back.
  await servers.stop();
  const handedOver = await load.handOver();
  const ledgers = [...handedOver.ledgers.map(keptHere), ...handedOver.kept];
  const removed = servers.removedKeys(leftoverKeys);
  // Even after a thread failure: nothing may write any more.
  await load[Symbol.asyncDispose]();
  await leftoverKeys.remove();
  const evidence = { cluster, measured, servers, ttlSeconds: space.ttlSeconds, preloadedAtMs, shared };
  const written = { workload, runTag, epochMs: measured.epochMs, snapshots: handedOver.histories, readBack };
  return {
    ...{ relayCost, measured, servers, redundancy, removed, ledgers, readBack },
    missingReads: missingReadEvidence(evidence),
    history: workload.history && recordedHistory(written),
    // Its server only counts what closed connections did.
    origin: (await origin?.facts(handedOver.rows)) ?? null,
    application: application && (await factsOf(application, scenario, measured)),
  };
}

function warnOfEncryptedLinks({ faults }: Measured, log: RunLog): void {
  if (faults.some(({ loss }) => loss !== null)) log.warn('encrypted-links', encryptedLinks);
}

/** Null: there are no replicas, or the servers don't report it. */
async function redundancyDuring(
  { epochMs, faults }: Measured,
  replication: RedundancyWatch | null,
  log: RunLog,
): Promise<RedundancyRecord | null> {
  if (replication === null) return null;
  await replication.stop();
  const redundancy = replication.record(epochMs);
  warnOfLostRedundancy(log, redundancy, replication.losses(epochMs), faults);
  return redundancy;
}

function withoutFolders(nodes: readonly NodeDescription[]): readonly NodeDescription[] {
  return nodes.map((node) => ({ ...node, dataDir: null }));
}
