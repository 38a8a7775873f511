import { LostAgentError } from '../agents/lost-agent-error.js';
import { monotonicMs, wallClockAt } from '../clock/monotonic.js';
import type { Surroundings } from '../fault/fault.js';
import type { Load, LoadOutcome } from '../load/load.js';
import { plannedLengthMs } from '../load/pacer/planned-length.js';
import type { RunLog } from '../progress/run-log.js';
import { phaseDisplay, showMilestone, showOutages, showTicks } from '../progress/show-progress.js';
import { showWork } from '../progress/show-work.js';
import type { RunEventBody } from '../record/sections/events.js';
import { awaitedSteps } from '../strike/awaited-steps.js';
import { FaultSchedule } from '../strike/fault-schedule.js';
import type { Cluster } from '../topology/topology.js';
import { watchAbortGates } from './abort-watch.js';
import { LoadReports } from './load-reports.js';
import type { ExperimentRequest, Measured } from './measured.js';
import { onAbort } from './on-abort.js';
import { intervalMs } from './plan-workers.js';
import { startProbers } from './probers.js';
import { runIdOf } from './run-id.js';

/** What the faults of a run strike. */
interface MeasuredSite {
  readonly cluster: Cluster;
  readonly surroundings: Surroundings;
}

/** The measured part as it goes on. */
interface Measuring extends MeasuredSite {
  readonly request: ExperimentRequest;
  readonly load: Load;
  readonly log: RunLog;
  readonly epochMs: number;
  readonly showPhase: ReturnType<typeof phaseDisplay>;
  /** Ends the plan now. */
  readonly cutShort: (reason: RunEventBody) => void;
}

type StartedRun = Parameters<typeof runIdOf>[0];

/** The measured part: load, faults and probers, until everything sent is settled and every fault is healed. */
export async function measure(
  request: ExperimentRequest,
  { cluster, surroundings }: MeasuredSite,
  load: Load,
  log: RunLog,
  start: StartedRun,
): Promise<Measured> {
  const { scenario, progress, signal } = request;
  const { workload } = scenario;
  const cpuBefore = process.cpuUsage();
  const epochMs = monotonicMs() + load.leadMs;
  const measuredAt = wallClockAt(epochMs);
  let issueEndMs = epochMs + plannedLengthMs(scenario);
  log.epochMs = epochMs;
  const { follower } = request;
  follower?.begin({ ...runOf(start, scenario.name), measuredAt: measuredAt.toISOString() });
  if (follower !== undefined) log.follow(follower);
  log.add({ type: 'phase-started', phase: 'steady' }, epochMs);
  const showPhase = phaseDisplay(progress);
  showPhase('steady');
  await using probers =
    scenario.faults.length > 0 && !cluster.holdsNoKeys
      ? startProbers(cluster, workload, { runTag: start.runTag, epochMs })
      : null;
  const cutShort = (reason: RunEventBody) => {
    issueEndMs = Math.min(issueEndMs, monotonicMs());
    log.add(reason);
    load.stop();
  };
  const measuring: Measuring = { request, cluster, surroundings, load, log, epochMs, showPhase, cutShort };
  const schedule = startFaults(measuring);
  const reports = new LoadReports(epochMs, load, {
    closedLoop: workload.ratePerSecond === null,
    mergeUntilMs: schedule.firstStrikeMs,
    onInterval: follower && ((interval) => follower.interval(interval)),
  });
  using _stop = onAbort(signal, () => cutShort({ type: 'interrupted', signal: String(signal.reason) }));
  const ended = await carryLoad(measuring, schedule, reports);
  using _healing = showWork(progress, 'healing faults');
  await schedule.finish();
  const { user, system } = process.cpuUsage(cpuBefore);
  const endedIssueMs = Math.min(issueEndMs, ended.endMs);
  return {
    ...ended,
    epochMs,
    measuredAt,
    issueEndMs: endedIssueMs,
    measurements: reports.measurements,
    missingReads: reports.missingReads,
    origin: reports.origin,
    routed: reports.routes,
    faults: schedule.outcomes,
    proberOutages: probers?.all.map((prober) => prober.outages(endedIssueMs - epochMs)) ?? null,
    probeWrites: probers?.all.reduce((sum, { sentWrites }) => sum + sentWrites, 0) ?? 0,
    stalls: reports.stalls(),
    mainStalls: probers?.all[0]?.stalls ?? [],
    generatorCpuPercent: ((user + system) / 1000 / (ended.endMs - epochMs)) * 100,
  };
}

function runOf(start: StartedRun, scenario: string) {
  return { id: runIdOf(start, scenario), scenario, startedAt: start.startedAt.toISOString() };
}

function startFaults({ request, cluster, surroundings, load, log, epochMs, showPhase }: Measuring): FaultSchedule {
  const { scenario, progress, signal } = request;
  return new FaultSchedule(scenario.faults, epochMs, {
    cluster,
    surroundings,
    log,
    seed: scenario.seed,
    inFlight: () => load.inFlight(),
    onStrike: (outcome) => {
      const { order, targetIds, injectedAtMs } = outcome;
      const strike = {
        fault: order.name,
        targets: targetIds,
        atMs: injectedAtMs - epochMs,
        ...awaitedSteps(outcome, cluster),
      };
      progress.show({ type: 'strike', ...strike });
      showPhase('failover');
    },
    onMilestone: ({ order, injectedAtMs }, name, atMs) =>
      showMilestone(progress, { fault: order.name, strikeAtMs: injectedAtMs - epochMs, name, atMs: atMs - epochMs }),
    signal,
  });
}

/** Runs the load until everything sent is settled. */
async function carryLoad(
  { request, cluster, load, log, epochMs, showPhase, cutShort }: Measuring,
  schedule: FaultSchedule,
  reports: LoadReports,
): Promise<Pick<Measured, 'load' | 'failure' | 'aborted' | 'endMs'>> {
  const { progress, scenario } = request;
  const { durationMs } = scenario.phases;
  const { measurements } = reports;
  using _ticks = showTicks(progress, measurements, cluster, epochMs, durationMs);
  using _outages = showOutages(progress, measurements, load, cluster.shardCount);
  using aborting = watchAbortGates(scenario.abortGates, {
    intervalMs,
    completeIntervals: () => measurements.completeIntervals,
    steadyEndMs: () => Math.min(...schedule.outcomes.map(({ injectedAtMs }) => injectedAtMs - epochMs)),
    onFail: ({ gate: { expression, explanation } }) => cutShort({ type: 'aborted', gate: expression, explanation }),
  });
  let outcome: LoadOutcome | null = null;
  let failure: Error | null = null;
  try {
    outcome = await load.run('measured', epochMs, epochMs + durationMs, {
      interval(worker, counts) {
        reports.interval(worker, counts);
        aborting.add(counts);
      },
      routed(endpoint, atMs) {
        // During the run, a node's first acknowledgement after a fault is taken as the end of its outage.
        if (schedule.outcomes.length > 0) {
          showPhase('recovery');
          progress.show({ type: 'milestone', name: 'routed', atMs, strikeAtMs: null });
        }
        reports.routed(endpoint, atMs);
      },
      leave: (worker) => reports.leave(worker),
    });
  } catch (error) {
    // Who was lost is already known, and no reason to fail.
    if (!(error instanceof LostAgentError)) {
      failure = error as Error;
      log.warn('load-failed', `The load broke off: ${failure.message}`);
    }
  }
  return { load: outcome, failure, aborted: aborting.aborted(), endMs: monotonicMs() };
}
