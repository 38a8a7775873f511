import { availableParallelism } from 'node:os';
import type { WriteJudgement } from '../audit/judge.js';
import { judgeWrites } from '../audit/judge.js';
import type { JudgeInput } from '../audit/judge-input.js';
import type { LedgerSnapshot } from '../audit/ledger-snapshot.js';
import type { MissingReadInput } from '../audit/missing-reads.js';
import { sumOfJudgements } from '../audit/relay-agreement.js';
import { InternalError } from '../errors/errors.js';
import type { ReadBack } from '../keyspace/read-back.js';
import { operationsOf } from '../load/workload/plan-operations.js';
import { availability } from '../metrics/availability.js';
import { phaseSpans } from '../metrics/phase-spans.js';
import { judgeSaturation } from '../metrics/saturation.js';
import { anyStalled } from '../metrics/stall-spans.js';
import { keyOfNumber } from '../model/audited-spaces.js';
import type { MachineNoise } from '../model/machine-noise.js';
import type { NodeDescription } from '../model/node.js';
import { measuredPhases } from '../model/phase.js';
import type {
  OperationCounts,
  RedundancyRecord,
  RelayCostRecord,
  RunRecord,
  SaturationRecord,
  Stats,
  WriteSafetyRecord,
} from '../model/run-record.js';
import type { Scenario } from '../model/scenario.js';
import { keyNameIn } from '../model/write-stamp.js';
import type { RunLog } from '../progress/run-log.js';
import { makeAnswer } from '../report/answer/answer.js';
import type { FaultView } from '../strike/fault-view.js';
import { viewFaults } from '../strike/fault-views.js';
import { outageEvents, outageRecord, stallEvents } from '../strike/run-outages.js';
import { spuriousFailovers } from '../strike/spurious-failovers.js';
import type { Cluster } from '../topology/topology.js';
import { describeEnvironment } from './environment.js';
import type { ExperimentRequest, Measured } from './measured.js';
import { phaseRecord } from './phase-record.js';
import { numberedOperations } from './plan-workers.js';
import { milestoneEvents, phaseEvents } from './record-events.js';
import { withVerdict } from './record-verdict.js';
import { rewarmFigures } from './rewarm-figures.js';
import type { ServerWatch } from './server-watch.js';
import { shardRecords } from './shard-records.js';
import { warnOfShortfall } from './warn-of-shortfall.js';

const busyConnectionsLagUs = 10_000;

export interface RunFacts {
  readonly request: ExperimentRequest;
  readonly startedAt: Date;
  readonly wallMs: number;
  readonly runTag: string;
  readonly engines: RunRecord['environment']['engines'];
  readonly noise: MachineNoise;
  readonly cluster: Cluster;
  readonly nodesAtStart: readonly NodeDescription[];
  readonly nodesAtEnd: readonly NodeDescription[];
  /** Null: there were no relays, or they could not be measured. */
  readonly relayCost: RelayCostRecord | null;
  readonly measured: Measured;
  readonly servers: ServerWatch;
  /** Null: there are no replicas, or the servers don't report it. */
  readonly redundancy: RedundancyRecord | null;
  /** Keys of the run that the servers may have removed themselves. */
  readonly removed: ReturnType<ServerWatch['removedKeys']>;
  readonly ledgers: readonly LedgerSnapshot[];
  readonly readBack: ReadBack;
  readonly missingReads: MissingReadInput;
  readonly log: RunLog;
}

/** A run's record, and the bug it reveals if its counts contradict each other; the record is saved either way. */
export interface BuiltRecord {
  readonly record: RunRecord;
  readonly contradiction: InternalError | null;
}

/** Builds the record from the results of a run. */
export function buildRecord(facts: RunFacts): BuiltRecord {
  const { request, measured, cluster, log } = facts;
  const { scenario } = request;
  const { views, others, phaseMs } = viewFaults({ ...facts, workload: scenario.workload });
  const issueEndMs = measured.issueEndMs - measured.epochMs;
  const endMs = Math.max(measured.measurements.length * measured.measurements.intervalMs, issueEndMs);
  const spans = phaseSpans(endMs, views, measured.measurements.intervalMs);
  const totals = measured.measurements.stats(measured.measurements.all(), issueEndMs);
  const contradiction =
    measured.load && contradictionOf(totals.operations, measured.load.planned, measured.measurements.sent());
  if (contradiction) log.warn('contradiction', contradiction.message);
  const spurious = spuriousFailovers(
    log.events(),
    views,
    (node) => cluster.nodes.find(({ id }) => id === node)?.shard ?? 0,
  );
  for (const { promoted, promotedAtMs } of spurious.filter(({ isOfFault }) => !isOfFault))
    log.warn(
      'spurious-failover',
      `${promoted} was promoted at ${((promotedAtMs ?? 0) / 1000).toFixed(2)} s without a planned fault: ` +
        (scenario.topology.target === null
          ? 'the machine is too busy for this detection time. Try: a longer topology.sentinel.downAfter, or a lower --rate.'
          : 'the target failed over by itself, or by somebody else.'),
    );
  const judgement = judge(facts, views, spurious);
  for (const problem of judgement.problems) log.warn('audit', problem);
  const { intervalMs } = measured.measurements;
  const intervals = measured.measurements.timeline();
  const rewarm = rewarmFigures({
    curve: { intervalMs, intervals: intervals.slice(0, Math.ceil(issueEndMs / intervalMs)) },
    unknownReads: totals.unknownReads ?? 0,
    injectionsMs: views.map(({ injectedAtMs }) => injectedAtMs),
    startsCold: scenario.workload.preload === false,
  });
  let judged = 0;
  const faultRecords = views.map((view, index) => {
    const found = judgement.perFault.slice(judged, judged + view.audited().length);
    judged += found.length;
    if (found.length === 0) throw new InternalError('The audit judged fewer faults than there were.');
    return { ...view.record(sumOfJudgements(found)), ...rewarm.perFault[index] };
  });
  const outages = [...views.flatMap((view) => view.outages), ...others];
  const otherOutages = others.map((outage) => outageRecord(outage, issueEndMs));
  const stalls = anyStalled(measured.stalls);
  const shards = shardRecords(measured, operationsOf(scenario.workload), { views, outages });
  const steadyEnd = Math.floor((spans[0]?.endMs ?? endMs) / measured.measurements.intervalMs);
  const saturation = judgeSaturation({
    threads: measured.measurements.threads({ first: 0, end: steadyEnd }),
    responseP99Us:
      scenario.workload.ratePerSecond === null
        ? null
        : measured.measurements.quantileUs({ first: 0, end: steadyEnd }, 0.99),
    closedLoop: scenario.workload.ratePerSecond === null,
    connections: scenario.workload.connections,
    cpuCount: availableParallelism(),
    generatorCpuPercent: measured.generatorCpuPercent,
    servers: facts.servers.record(),
  });
  warnOfBusyConnections(saturation, scenario, log);
  const phases = measuredPhases
    .filter((name) => spans.some((span) => span.name === name))
    .map((name) => phaseRecord(name, spans, measured));
  warnOfShortfall(phases, { scenario, issueEndMs, errorTexts: measured.measurements.errorTexts() }, log);
  const ungated: RunRecord = {
    schemaVersion: 1,
    run: {
      id: `${timestamp(facts.startedAt)}-${scenario.name}-${facts.runTag.slice(0, 4)}`,
      startedAt: facts.startedAt.toISOString(),
      measuredAt: measured.measuredAt.toISOString(),
      plannedMs: issueEndMs,
      wallMs: facts.wallMs,
      labels: request.labels,
      seed: scenario.seed,
      command: request.command,
      version: request.version,
      interrupted: request.signal.aborted || measured.failure !== null,
      ...(measured.aborted && { abortedBy: measured.aborted.gate.expression }),
    },
    scenario: request.document,
    environment: describeEnvironment(facts.engines, facts.noise),
    topology: {
      kind: scenario.topology.kind,
      readyMs: cluster.readyMs,
      nodes: facts.nodesAtStart,
      nodesAtEnd: facts.nodesAtEnd,
      ...(facts.relayCost && { relayCost: facts.relayCost }),
    },
    phases,
    totals,
    errorTexts: measured.measurements.errorTexts(),
    timeline: {
      intervalMs,
      intervals,
      histograms: measured.measurements.histograms(),
    },
    events: [
      ...log.events(),
      ...phaseEvents(spans),
      ...outageEvents(otherOutages),
      ...stallEvents(stalls),
      ...views.flatMap((view, index) => milestoneEvents(view, faultRecords[index]?.milestones ?? [])),
    ].sort((left, right) => left.atMs - right.atMs),
    faults: faultRecords,
    rewarmMs: rewarm.fromColdMs,
    otherOutages,
    stalls,
    ...(shards && { shards }),
    availability: availability(totals.operations, measured.load && { outages, endMs: issueEndMs, downMs: phaseMs }),
    writeSafety: { ...judgement.writeSafety, ...notAudited(scenario, totals) },
    redundancy: facts.redundancy,
    saturation,
    gates: [],
    verdict: 'unknown',
    warnings: log.warnings,
  };
  const record = withVerdict(ungated, scenario.gates, measured);
  return { record: { ...record, answer: makeAnswer(record) }, contradiction };
}

function judge(
  facts: RunFacts,
  views: readonly FaultView[],
  spurious: ReturnType<typeof spuriousFailovers>,
): WriteJudgement {
  const { readBack, ledgers, removed, request, measured } = facts;
  const { workload } = request.scenario;
  const { spaces } = numberedOperations(workload, null);
  const placeOf = (number: number) => {
    const { space, key } = keyOfNumber(spaces, number);
    return { space, name: keyNameIn(space, facts.runTag, key) };
  };
  return judgeWrites({
    snapshots: ledgers,
    readback: readBack.keys,
    readbackAtMs: readBack.atMs - measured.epochMs,
    canaries: readBack.canaries,
    faults: [...views.flatMap((view) => view.audited()), ...spurious],
    evictedKeys: removed.evicted,
    expiredKeys: removed.expired,
    missingReads: facts.missingReads,
    converged: readBack.converged,
    ...goneServers(facts, placeOf),
    ...returnedServers(facts, views, placeOf),
    ...(facts.cluster.shardCount > 1 && {
      shardOf: (keyIndex: number) => facts.cluster.shardOf(placeOf(keyIndex).name),
    }),
    auditMode: workload.audit,
    lookedAtOnce: operationsOf(workload)
      .filter(({ audit, space }) => audit === 'write' && space !== 'string')
      .map(({ name }) => name),
    durability: durabilityText(workload.durability),
    // The taps read the third word of a command, which in HSET is the field.
    isTapped: (keyIndex) => placeOf(keyIndex).space !== 'hash',
    keyNameOf: (keyIndex) => placeOf(keyIndex).name,
  });
}

/** A key that clients now look for elsewhere was abandoned when they ejected a lost server. */
function goneServers(
  { cluster, readBack }: RunFacts,
  placeOf: (keyIndex: number) => { readonly name: string },
): Pick<JudgeInput, 'gone'> {
  const { goneShards } = readBack;
  if (goneShards.length === 0) return {};
  const took = (keyIndex: number) => {
    const { name } = placeOf(keyIndex);
    const home = cluster.shardOf(name);
    return goneShards.includes(home) || (cluster.currentShardOf?.(name) ?? home) !== home;
  };
  return { gone: { servers: goneShards.length, took } };
}

/** While clients ejected a struck pool server, its keys lived on the others; now clients ask it again. */
function returnedServers(
  { cluster }: RunFacts,
  views: readonly FaultView[],
  placeOf: (keyIndex: number) => { readonly name: string },
): Pick<JudgeInput, 'wasElsewhere'> {
  const returned = views.flatMap(({ shards }) => shards).filter((shard) => cluster.isGone?.(shard) === false);
  if (returned.length === 0 || cluster.movesWithout === undefined) return {};
  return {
    wasElsewhere: (keyIndex) =>
      returned.some((shard) => cluster.movesWithout?.(shard, placeOf(keyIndex).name) === true),
  };
}

/** The kinds of operation not covered by the audit. */
function notAudited({ workload }: Scenario, { latency }: Stats): Pick<WriteSafetyRecord, 'notAudited'> {
  const kinds = operationsOf(workload).filter(({ audit }) => audit === 'none');
  if (workload.audit === 'off' || kinds.length === 0) return {};
  return {
    notAudited: kinds.map(({ name }) => ({ kind: name, operations: latency[name]?.service?.count ?? 0 })),
  };
}

/** Waiting for a free connection reflects the pool as much as the server, so the user should know. */
function warnOfBusyConnections({ saturated, generator }: SaturationRecord, { workload }: Scenario, log: RunLog): void {
  const worstLagUs = Math.max(0, ...generator.threads.map(({ schedulingLagP99Us }) => schedulingLagP99Us ?? 0));
  if (saturated || workload.ratePerSecond === null || worstLagUs < busyConnectionsLagUs) return;
  log.warn(
    'connections-busy',
    `Before any fault, operations waited up to ${(worstLagUs / 1000).toFixed(0)} ms (p99) for one of ${workload.connections} connections; ` +
      'the response time contains that wait. Try: more connections (-c), a deeper pipeline (-P), or a lower --rate.',
  );
}

/** planned = sent + dropped, sent = ok + fail + indeterminate: pacer, senders and settlers count independently. */
function contradictionOf(operations: OperationCounts, planned: number, sent: number): InternalError | null {
  if (operations.planned === planned && operations.sent === sent) return null;
  return new InternalError(
    `The counts contradict each other: ${planned} planned by the pacer, ${operations.planned} ended or dropped; ` +
      `${sent} sent, ${operations.sent} ended.`,
  );
}

function durabilityText(durability: Scenario['workload']['durability']): string {
  switch (durability.kind) {
    case 'async':
      return 'async';
    case 'wait':
      return `wait:${durability.replicas}`;
    case 'waitaof':
      return `waitaof:${durability.local},${durability.replicas}`;
    default:
      return durability satisfies never;
  }
}

function timestamp(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}
