import { availableParallelism } from 'node:os';
import type { KeySpace } from '../keyspace/key-space.js';
import { preloadedSpaces } from '../keyspace/space/registry.js';
import { sharedSettings, type WorkerOrigin, type WorkerPlan } from '../load/load-plan.js';
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
  const { replay, keys } = workload;
  const { applicationUrl = null } = behind;
  // Only the application knows the shards of its keys.
  const shardCount = applicationUrl === null ? cluster.shardCount : 1;
  const shards = { shardCount, shardOf: (key: string) => cluster.shardOf(key) };
  const inFlight = new SharedArrayBuffer(workerCount * Int32Array.BYTES_PER_ELEMENT);
  const share = (total: number, index: number) =>
    Math.floor(total / workerCount) + (index < total % workerCount ? 1 : 0);
  const preloads = workload.preload !== false && (applicationUrl === null || preloadingRequest(scenario) !== undefined);
  const ofAll = {
    ...sharedSettings(workload),
    ...{ workerCount, seed, runTag, operations, applicationUrl, intervalMs, inFlight, shardCount },
    clientOptions: workload.clientModule ?? workload.clientOptions,
    view: 'readFrom' in view ? { ...view, readFrom: workload.readFrom } : view,
    durationMs: scenario.phases.durationMs,
    preloaded: preloads ? preloadedSpaces : [],
    origin: behind.origin ?? null,
    replay: replay && {
      replayed: replay.summary.replayed,
      mostRequestBytes: Math.max(replay.summary.mostRequestBytes, rehearsalBytes),
    },
    hasOwnCore: workerCount < availableParallelism(),
    lease: null,
    shardsOfKeys:
      replay === null
        ? shardsOfOperations(shards, operations, { runTag, keys })
        : shardsOfHashSlots(cluster, operations),
  };
  return Array.from({ length: workerCount }, (_, workerIndex) => ({
    ...ofAll,
    workerIndex,
    connections: share(workload.connections, workerIndex),
    requests: workload.requests === null ? null : share(workload.requests, workerIndex),
  }));
}

export function workerCountOf({ threads, connections }: Pick<WorkloadPlan, 'threads' | 'connections'>): number {
  return Math.min(threads, connections);
}
