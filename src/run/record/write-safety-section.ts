import type { WriteJudgement } from '../../audit/judge.js';
import { judgeKept } from '../../audit/judge.js';
import type { AuditInput } from '../../audit/judge-input.js';
import { spaces as keySpaces } from '../../keyspace/space/registry.js';
import { operationsOf } from '../../load/workload/plan-operations.js';
import { keyOfNumber } from '../../model/audited-spaces.js';
import { keyNameIn } from '../../model/write-stamp.js';
import type { RunRecord } from '../../record/run-record.js';
import type { Stats } from '../../record/sections/stats.js';
import type { WriteSafetyRecord } from '../../record/sections/write-safety.js';
import { launchesServers } from '../../scenario/launches-servers.js';
import type { Scenario } from '../../scenario/scenario.js';
import { type SpuriousFailover, spuriousFailovers } from '../../strike/spurious-failovers.js';
import { numberedOperations } from '../plan-workers.js';
import { reexecutedWrites } from './reexecuted-writes.js';
import type { RunView } from './run-view.js';

/** Judges every write of the run, and warns of what the judgement found wrong with the run itself. */
export async function judgeRun(run: RunView): Promise<WriteJudgement> {
  const judgement = await judgeKept(run.ledgers, auditInput(run, warnedOfSpuriousFailovers(run)));
  for (const problem of judgement.problems) run.log.warn('audit', problem);
  return judgement;
}

export function writeSafetySection(run: RunView, { writeSafety }: WriteJudgement): Pick<RunRecord, 'writeSafety'> {
  const { request, totals } = run;
  const reexecuted = reexecutedWrites(run, writeSafety.writes);
  return { writeSafety: { ...writeSafety, reexecuted, ...notAudited(request.scenario, totals) } };
}

function auditInput(run: RunView, spurious: readonly SpuriousFailover[]): AuditInput {
  const { readBack, removed, request, measured, views } = run;
  const { workload } = request.scenario;
  // Only the application knows the shards of its keys, and what it stores under them.
  const isBehindApplication = workload.application !== null;
  const { spaces } = numberedOperations(workload, null);
  const placeOf = (number: number) => {
    const { space, key } = keyOfNumber(spaces, number);
    return { space, name: keyNameIn(space, run.runTag, key) };
  };
  return {
    readback: readBack.keys,
    readbackAtMs: readBack.atMs - measured.epochMs,
    canaries: readBack.canaries,
    withoutCanaries: run.cluster.holdsNoKeys === true,
    faults: [...views.flatMap((view) => view.audited()), ...spurious].map((fault) =>
      isBehindApplication ? { ...fault, shard: fault.shard === null ? null : 0, relay: null } : fault,
    ),
    evictedKeys: removed.evicted,
    expiredKeys: removed.expired,
    serversKeptData: run.servers.keptData,
    missingReads: run.missingReads,
    converged: readBack.converged,
    ...(!isBehindApplication && { ...goneServers(run, placeOf), ...returnedServers(run, placeOf) }),
    ...(!isBehindApplication &&
      run.cluster.shardCount > 1 && {
        shardOf: (keyIndex: number) => run.cluster.shardOf(placeOf(keyIndex).name),
      }),
    auditMode: workload.audit,
    checkedOnlyAtEnd: operationsOf(workload)
      .filter(({ audit, reply }) => audit === 'write' && reply !== 'replaced' && reply !== 'created')
      .map(({ name }) => name),
    durability: durabilityText(workload.durability),
    isTapped: (keyIndex) => !isBehindApplication && keySpaces[placeOf(keyIndex).space].isTapped,
    keyNameOf: (keyIndex) => placeOf(keyIndex).name,
  };
}

/** A key that clients now look for elsewhere was abandoned when they ejected a lost server. */
function goneServers(
  { cluster, readBack }: RunView,
  placeOf: (keyIndex: number) => { readonly name: string },
): Pick<AuditInput, 'gone'> {
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
  { cluster, views }: RunView,
  placeOf: (keyIndex: number) => { readonly name: string },
): Pick<AuditInput, 'wasElsewhere'> {
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

/** Every promotion that no planned fault explains; those that follow from none at all are a warning. */
function warnedOfSpuriousFailovers({ log, views, cluster, request }: RunView): readonly SpuriousFailover[] {
  const shardOf = (node: string) => cluster.nodes.find(({ id }) => id === node)?.shard ?? 0;
  const spurious = spuriousFailovers(log.events(), views, shardOf);
  for (const { promoted, promotedAtMs } of spurious.filter(({ isOfFault }) => !isOfFault))
    log.warn(
      'spurious-failover',
      `${promoted} was promoted ${momentText(promotedAtMs ?? 0)} without a planned fault: ` +
        (launchesServers(request.scenario)
          ? 'the machine is too busy for this detection time. Try: a longer topology.sentinel.downAfter, or a lower --rate.'
          : 'the target failed over by itself, or somebody else requested it.'),
    );
  return spurious;
}

function momentText(atMs: number): string {
  const seconds = (Math.abs(atMs) / 1000).toFixed(2);
  return atMs < 0 ? `${seconds} s before the measured part` : `at ${seconds} s`;
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
