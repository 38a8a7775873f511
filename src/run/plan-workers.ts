import { availableParallelism } from 'node:os';
import type { KeySpace } from '../keyspace/key-space.js';
import { preloadedSpaces } from '../keyspace/space/registry.js';
import type { WorkerOrigin, WorkerPlan } from '../load/load-plan.js';
import { rehearsalBytes } from '../load/replay/rehearsal.js';
import { operationsOf } from '../load/workload/plan-operations.js';
import type { WorkloadPlan } from '../load/workload/workload-plan.js';
import { type AuditedSpaces, auditedSpaces, numberKeys } from '../model/audited-spaces.js';
import { type OperationPlan, requestsOf } from '../model/operation-plan.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Cluster } from '../topology/topology.js';
import { preloadingRequest } from './application/application-keys.js';
import { shardsOfHashSlots, shardsOfOperations } from './shards-of-operations.js';

/** Length of a timeline interval. */
export const intervalMs = 100;

/** The operations of a run with their key numbering, and the audited spaces. */
export function numberedOperations(
  workload: WorkloadPlan,
  keyTtlSeconds: number | null,
): { readonly operations: readonly OperationPlan[]; readonly spaces: AuditedSpaces } {
  const operations = operationsOf(workload, keyTtlSeconds);
  const spaces = auditedSpaces(requestsOf(operations), workload.keys, workerCountOf(workload));
  return { operations: numberKeys(operations, spaces), spaces };
}

/** Compiles a scenario into a plain plan per load thread. Connections and requests are distributed evenly. */
export function planWorkers(
  scenario: Scenario,
  cluster: Pick<Cluster, 'clientView' | 'shardCount' | 'shardOf'>,
  { runTag, ttlSeconds }: Pick<KeySpace, 'runTag' | 'ttlSeconds'>,
  behind: { readonly origin?: WorkerOrigin | null; readonly applicationUrl?: string | null } = {},
): readonly WorkerPlan[] {
  const { workload, seed } = scenario;
  const view = cluster.clientView;
  const workerCount = workerCountOf(workload);
  const { operations } = numberedOperations(workload, ttlSeconds);
  const { replay } = workload;
  const { applicationUrl = null } = behind;
  // Only the application knows the shards of its keys.
  const shardCount = applicationUrl === null ? cluster.shardCount : 1;
  const shardsOfKeys =
    replay === null
      ? shardsOfOperations({ shardCount, shardOf: (key) => cluster.shardOf(key) }, operations, {
          runTag,
          keys: workload.keys,
        })
      : shardsOfHashSlots(cluster, operations);
  const inFlight = new SharedArrayBuffer(workerCount * Int32Array.BYTES_PER_ELEMENT);
  const share = (total: number, index: number) =>
    Math.floor(total / workerCount) + (index < total % workerCount ? 1 : 0);
  return Array.from({ length: workerCount }, (_, workerIndex) => ({
    workerIndex,
    workerCount,
    seed,
    runTag,
    driver: workload.driver,
    clientPolicy: workload.clientPolicy,
    clientOptions: workload.clientModule ?? workload.clientOptions,
    applicationUrl,
    view: 'readFrom' in view ? { ...view, readFrom: workload.readFrom } : view,
    connections: share(workload.connections, workerIndex),
    pipeline: workload.pipeline,
    ratePerSecond: workload.ratePerSecond,
    pacer: workload.pacer,
    durationMs: scenario.phases.durationMs,
    requests: workload.requests === null ? null : share(workload.requests, workerIndex),
    deadlineMs: workload.deadlineMs,
    connectTimeoutMs: workload.connectTimeoutMs,
    keys: workload.keys,
    distribution: workload.distribution,
    valueBytes: workload.valueBytes,
    valueSizes: workload.valueSizes,
    data: workload.data,
    protocol: workload.protocol,
    operations,
    audit: workload.audit,
    history: workload.history,
    preloaded:
      workload.preload === false || (applicationUrl !== null && preloadingRequest(scenario) === undefined)
        ? []
        : preloadedSpaces,
    durability: workload.durability,
    origin: behind.origin ?? null,
    replay: replay && {
      replayed: replay.summary.replayed,
      mostRequestBytes: Math.max(replay.summary.mostRequestBytes, rehearsalBytes),
    },
    intervalMs,
    hasOwnCore: workerCount < availableParallelism(),
    inFlight,
    lease: null,
    shardCount,
    shardsOfKeys,
  }));
}

export function workerCountOf({ threads, connections }: Pick<WorkloadPlan, 'threads' | 'connections'>): number {
  return Math.min(threads, connections);
}
