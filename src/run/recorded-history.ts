import { foreign, missing } from '../audit/observation.js';
import type { ReadBack } from '../keyspace/read-back.js';
import { type HistoryRow, type HistorySnapshot, historyKinds, rowsOf } from '../load/history/history-plan.js';
import type { WorkloadPlan } from '../load/workload/workload-plan.js';
import {
  foreignValue,
  type KeyOperations,
  outcomeNames,
  type RegisterOperation,
  type SeenValue,
} from '../model/history.js';
import { keyName } from '../model/write-stamp.js';
import { workerCountOf } from './plan-workers.js';

interface RecordedRun {
  readonly workload: Pick<WorkloadPlan, 'connections' | 'threads' | 'preload'>;
  readonly runTag: string;
  /** On the monotonic clock. */
  readonly epochMs: number;
  /** One per worker. */
  readonly snapshots: readonly HistorySnapshot[];
  readonly readBack: ReadBack;
}

/** The operations of each recorded key, from its preload to the read-back. Keys without operations are left out. */
export function recordedHistory({ workload, runTag, epochMs, snapshots, readBack }: RecordedRun): KeyOperations[] {
  const byKey = new Map<number, RegisterOperation[]>();
  for (const [worker, snapshot] of snapshots.entries()) {
    const firstClient = firstClientOf(worker, workload);
    for (const row of rowsOf(snapshot)) {
      const operation = operationIn(row, firstClient, epochMs);
      const known = byKey.get(row.key);
      if (known === undefined) byKey.set(row.key, [operation]);
      else known.push(operation);
    }
  }
  const cuts = new Map(snapshots.flatMap(({ cutMs }) => [...cutMs]));
  return [...byKey]
    .toSorted(([one], [other]) => one - other)
    .map(([key, operations]) => {
      const cutMs = cuts.get(key);
      const before = workload.preload === false ? [] : [preloaded(operations, workload.connections)];
      const after =
        cutMs === undefined
          ? [...operations, ...readAtEnd(readBack, key, epochMs, workload.connections + 1)]
          : untilCut(operations, nanoseconds(cutMs - epochMs));
      return { key: keyName(runTag, key), operations: [...before, ...after], isTruncated: cutMs !== undefined };
    });
}

/** The number of a worker's first connection over all workers. */
function firstClientOf(worker: number, workload: RecordedRun['workload']): number {
  const workers = workerCountOf(workload);
  const { connections } = workload;
  return Math.floor(connections / workers) * worker + Math.min(worker, connections % workers);
}

/**
 * The clock was read before the operation was sent, and after its reply had arrived. So if one operation ended at the very
 * reading at which another began, it was really over: the nanosecond that is added to each call keeps them apart.
 */
function operationIn(row: HistoryRow, firstClient: number, epochMs: number): RegisterOperation {
  const kind = historyKinds[row.kind];
  const outcome = outcomeNames[row.outcome] ?? 'indeterminate';
  const callNs = nanoseconds(row.callMs - epochMs) + 1;
  const returnNs = outcome === 'indeterminate' ? null : Math.max(callNs + 1, nanoseconds(row.returnMs - epochMs));
  const seen = seenValue(row.seen);
  const times = { client: firstClient + row.connection, callNs, returnNs, outcome };
  if (kind === 'read') return { ...times, kind, ...(seen !== undefined && { value: seen }) };
  const value = kind === 'removal' ? null : row.sequence;
  return { ...times, kind: 'write', value, ...(seen !== undefined && { replaced: seen }) };
}

/** Undefined: the reply showed nothing of the key. */
function seenValue(seen: number): SeenValue | undefined {
  if (seen === missing) return null;
  if (seen === foreign) return foreignValue;
  return seen >= 0 ? seen : undefined;
}

/** The preload had ended before the first operation; when exactly does not matter. */
function preloaded(operations: readonly RegisterOperation[], client: number): RegisterOperation {
  const firstNs = operations[0]?.callNs ?? 0;
  return { client, kind: 'write', value: 0, callNs: firstNs - 2, returnNs: firstNs - 1, outcome: 'ok' };
}

/** Reads that ended after the cut may show a write that was not recorded. */
function untilCut(operations: readonly RegisterOperation[], cutNs: number): readonly RegisterOperation[] {
  return operations.filter(({ kind, returnNs }) => kind === 'write' || (returnNs !== null && returnNs < cutNs));
}

/** What the primary held at the end, when nothing wrote any more. */
function readAtEnd(
  { atMs, converged, keys }: ReadBack,
  key: number,
  epochMs: number,
  client: number,
): readonly RegisterOperation[] {
  const value = converged ? seenValue(keys?.primary[key] ?? Number.NaN) : undefined;
  if (value === undefined) return [];
  const callNs = nanoseconds(atMs - epochMs) + 1;
  return [{ client, kind: 'read', value, callNs, returnNs: callNs + 1, outcome: 'ok' }];
}

function nanoseconds(ms: number): number {
  return Math.round(ms * 1e6);
}
