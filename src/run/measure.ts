import { monotonicMs, wallClockAt } from '../clock/monotonic.js';
import { InternalError } from '../errors/errors.js';
import type { DriverName } from '../load/driver/registry.js';
import type { Load, LoadOutcome } from '../load/load.js';
import { plannedLengthMs } from '../load/pacer/planned-length.js';
import { Prober } from '../load/prober.js';
import { Measurements } from '../metrics/measurements.js';
import { StallSpans } from '../metrics/stall-spans.js';
import type { Scenario, WorkloadPlan } from '../model/scenario.js';
import { keyName } from '../model/write-stamp.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import type { RunLog } from '../progress/run-log.js';
import { phaseDisplay, showMilestone, showOutages, showTicks } from '../progress/show-progress.js';
import { showTime, showWork } from '../progress/show-work.js';
import { awaitedSteps } from '../strike/awaited-steps.js';
import { FaultSchedule } from '../strike/fault-schedule.js';
import type { Cluster } from '../topology/topology.js';
import { watchAbortGates } from './abort-watch.js';
import type { ExperimentRequest, Measured } from './measured.js';
import { intervalMs } from './plan-workers.js';

/** Between the order to the workers and the common epoch: enough time for the order to reach every thread. */
const epochLeadMs = 30;
/** Any hashing that spreads keys at all finds one within this many. */
const mostKeysTried = 100_000;

/** Load before the barrier; the ledger records it, but it is not counted. */
export async function warmUp(
  load: Load,
  scenario: Scenario,
  progress: ProgressDisplay,
  signal: AbortSignal,
): Promise<void> {
  const { warmupMs } = scenario.phases;
  if (warmupMs === 0) return;
  progress.phase('warmup');
  using _warming = showTime(progress, 'warmup', warmupMs);
  using _stop = onAbort(signal, () => load.stop());
  const epochMs = monotonicMs() + epochLeadMs;
  await load.run('warmup', epochMs, epochMs + warmupMs, { interval: () => {}, routed: () => {} });
}

/** The measured part: load, faults and probers, until everything sent is settled and every fault is healed. */
export async function measure(
  { scenario, progress, signal }: ExperimentRequest,
  cluster: Cluster,
  load: Load,
  log: RunLog,
  runTag: string,
): Promise<Measured> {
  const { workload, phases, seed } = scenario;
  const routed: { endpoint: string; atMs: number }[] = [];
  const cpuBefore = process.cpuUsage();
  const epochMs = monotonicMs() + epochLeadMs;
  const measuredAt = wallClockAt(epochMs);
  let issueEndMs = epochMs + plannedLengthMs(scenario);
  log.epochMs = epochMs;
  log.add({ type: 'phase-started', phase: 'steady' }, epochMs);
  const showPhase = phaseDisplay(progress);
  showPhase('steady');
  await using probers = scenario.faults.length > 0 ? startProbers(cluster, workload, { runTag, epochMs }) : null;
  const schedule = new FaultSchedule(scenario.faults, epochMs, {
    cluster,
    log,
    seed,
    inFlight: () => load.inFlight(),
    onStrike: (outcome) => {
      const { order, injection, injectedAtMs } = outcome;
      const targets = injection.targets.map(({ id }) => id);
      const strike = { fault: order.name, targets, atMs: injectedAtMs - epochMs, ...awaitedSteps(outcome, cluster) };
      progress.show({ type: 'strike', ...strike });
      showPhase('failover');
    },
    onMilestone: ({ order, injectedAtMs }, name, atMs) =>
      showMilestone(progress, { fault: order.name, strikeAtMs: injectedAtMs - epochMs, name, atMs: atMs - epochMs }),
    signal,
  });
  const measurements = new Measurements(intervalMs, workload.ratePerSecond === null, {
    workerCount: load.workerCount,
    untilMs: schedule.firstStrikeMs,
  });
  using ticks = showTicks(progress, measurements, cluster, epochMs, phases.durationMs);
  using outages = showOutages(progress, measurements, load, cluster.shardCount);
  using _stop = onAbort(signal, () => {
    issueEndMs = Math.min(issueEndMs, monotonicMs());
    log.add({ type: 'interrupted', signal: String(signal.reason) });
    load.stop();
  });
  using aborting = watchAbortGates(scenario.abortGates, {
    intervalMs,
    completeIntervals: () => measurements.completeIntervals,
    steadyEndMs: () => Math.min(...schedule.outcomes.map(({ injectedAtMs }) => injectedAtMs - epochMs)),
    onFail: ({ gate: { expression, explanation } }) => {
      issueEndMs = Math.min(issueEndMs, monotonicMs());
      log.add({ type: 'aborted', gate: expression, explanation });
      load.stop();
    },
  });
  const missingReads = new Map<number, readonly number[]>();
  const stalls = Array.from({ length: load.workerCount }, () => new StallSpans());
  let outcome: LoadOutcome | null = null;
  let failure: Error | null = null;
  try {
    outcome = await load.run('measured', epochMs, epochMs + phases.durationMs, {
      interval(worker, counts) {
        measurements.add(worker, counts);
        if (counts.missingReads !== null)
          missingReads.set(counts.number, addUp(missingReads.get(counts.number), counts.missingReads));
        stalls[worker]?.add(
          (counts.thread.stalls ?? []).map((stall) => ({ ...stall, startMs: stall.startMs - epochMs })),
        );
        aborting.add(counts);
      },
      routed(endpoint, atMs) {
        // During the run, a node's first acknowledgement after a fault is taken as the end of its outage.
        if (schedule.outcomes.length > 0) {
          showPhase('recovery');
          progress.show({ type: 'milestone', name: 'routed', atMs, strikeAtMs: null });
        }
        routed.push({ endpoint, atMs: epochMs + atMs });
      },
    });
  } catch (error) {
    failure = error as Error;
    // Surviving threads must stop writing before the data is read back.
    load.stop();
    log.warn('load-failed', `The load broke off: ${failure.message}`);
  }
  const endMs = monotonicMs();
  outages[Symbol.dispose]();
  ticks[Symbol.dispose]();
  aborting[Symbol.dispose]();
  using _healing = showWork(progress, 'healing faults');
  await schedule.finish();
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    epochMs,
    measuredAt,
    issueEndMs: Math.min(issueEndMs, endMs),
    endMs,
    measurements,
    load: outcome,
    missingReads,
    routed,
    faults: schedule.outcomes,
    proberOutages: probers?.all.map((prober) => prober.outages(Math.min(issueEndMs, endMs) - epochMs)) ?? null,
    stalls: stalls.map((spans) => spans.all()),
    aborted: aborting.aborted(),
    generatorCpuPercent: ((user + system) / 1000 / (endMs - epochMs)) * 100,
    failure,
  };
}

function addUp(some: readonly number[] | undefined, more: readonly number[]): readonly number[] {
  return some === undefined ? more : more.map((count, shard) => count + (some[shard] ?? 0));
}

/** One per shard. */
function startProbers(
  cluster: Cluster,
  { driver, protocol }: WorkloadPlan,
  { runTag, epochMs }: { readonly runTag: string; readonly epochMs: number },
) {
  // Different from the load's tag, so that neither relay nor audit mistakes a probe for a write of the load.
  const probeTag = `p${runTag.slice(1)}`;
  const all = Array.from(
    { length: cluster.shardCount },
    (_, shard) =>
      new Prober({
        driver: driver as DriverName,
        view: cluster.clientView,
        protocol,
        endpointOf: () => cluster.primaryOf(shard)?.clientAddress,
        keyIndex: keyOnShard(cluster, probeTag, shard),
        runTag: probeTag,
        epochMs,
      }),
  );
  return {
    all,
    [Symbol.asyncDispose]: async () => void (await Promise.all(all.map((prober) => prober[Symbol.asyncDispose]()))),
  };
}

/** The first key on a shard. */
function keyOnShard(cluster: Cluster, runTag: string, shard: number): number {
  if (cluster.shardCount === 1) return 0;
  for (let key = 0; key < mostKeysTried; key += 1) if (cluster.shardOf(keyName(runTag, key)) === shard) return key;
  throw new InternalError(`None of ${mostKeysTried} keys lies on shard ${shard}.`);
}

function onAbort(signal: AbortSignal, act: () => void): Disposable {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', act) };
}
