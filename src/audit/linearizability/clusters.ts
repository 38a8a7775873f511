import type { Conflict, RegisterOperation, SeenValue } from '../../model/history.js';

/** A write, and the operations that show its value. */
export interface Cluster {
  readonly value: SeenValue;
  readonly write: RegisterOperation;
  /** Of its operations, the one that returned first. */
  firstEnd: RegisterOperation;
  /** Of its operations, the one that was called last. */
  lastStart: RegisterOperation;
  isShown: boolean;
  /** The write that replaced its value. */
  next: Cluster | undefined;
  /** Whether its write is the `next` of another. */
  follows: boolean;
}

export interface Clusters {
  readonly clusters: readonly Cluster[];
  /** Why operations can't belong to their clusters; absent: they can. */
  readonly conflict?: Conflict;
  /** In how many ways the operations that found nothing can be assigned to what left it so. */
  readonly ways: number;
}

/** When an operation had returned; an indeterminate one never has. */
export function endNs({ returnNs }: RegisterOperation): number {
  return returnNs ?? Number.POSITIVE_INFINITY;
}

/**
 * The clusters of all writes that took effect. `way`: the number of the assignment, from 0 to `ways` - 1; null: leaves out
 * what can be assigned in several ways.
 */
export function findClusters(operations: readonly RegisterOperation[], way: number | null): Clusters {
  const writes = operations.filter(({ kind, outcome }) => kind === 'write' && outcome !== 'fail').map(clusterOf);
  const byWrite = new Map(writes.map((cluster) => [cluster.write, cluster]));
  const byValue = new Map(writes.map((cluster) => [cluster.value, cluster]));
  const emptyings = new Emptyings(writes);
  let ways = 1;
  let conflict: Conflict | undefined;
  for (const operation of operations) {
    const value = shownBy(operation);
    if (value === undefined) continue;
    let cluster = byValue.get(value);
    if (value === null) {
      const possible = emptyings.shownBy(operation);
      const isLeftOut = way === null && possible.length > 1;
      cluster = possible[Math.floor((way ?? 0) / ways) % possible.length];
      ways *= possible.length;
      if (isLeftOut) continue;
    }
    const found =
      cluster === undefined ? unwritten(operation, value, operations) : add(cluster, operation, byWrite.get(operation));
    conflict ??= found;
  }
  const clusters = [emptyings.start, ...writes];
  return {
    clusters: clusters.filter(({ isShown, write }) => isShown || write.returnNs !== null),
    ways,
    ...(conflict !== undefined && { conflict }),
  };
}

function clusterOf(write: RegisterOperation): Cluster {
  const value = write.value ?? null;
  return { value, write, firstEnd: write, lastStart: write, isShown: false, next: undefined, follows: false };
}

/** The value that an operation shows, other than the one it wrote. */
function shownBy({ kind, value, replaced, outcome }: RegisterOperation): SeenValue | undefined {
  if (outcome !== 'ok') return undefined;
  return kind === 'read' ? value : replaced;
}

/** Adds an operation that shows the cluster's value. `own`: the cluster of its own value, for a write. */
function add(cluster: Cluster, operation: RegisterOperation, own: Cluster | undefined): Conflict | undefined {
  const { value, write } = cluster;
  const sight = { operation, value };
  if (operation === write) return { kind: 'applied-twice', sights: [sight] };
  if (endNs(operation) < write.callNs) return { kind: 'early', sights: [{ operation: write, value }, sight] };
  if (own !== undefined && cluster.next !== undefined)
    return { kind: 'replaced-twice', sights: [{ operation: cluster.next.write, value }, sight] };
  cluster.isShown = true;
  if (endNs(operation) < endNs(cluster.firstEnd)) cluster.firstEnd = operation;
  if (operation.callNs > cluster.lastStart.callNs) cluster.lastStart = operation;
  if (own !== undefined) {
    cluster.next = own;
    own.follows = true;
  }
  return undefined;
}

function unwritten(operation: RegisterOperation, value: SeenValue, operations: readonly RegisterOperation[]): Conflict {
  const failed = operations.find((one) => one.kind === 'write' && one.value === value);
  const sight = { operation, value };
  return failed === undefined
    ? { kind: 'foreign', sights: [sight] }
    : { kind: 'failed', sights: [{ operation: failed, value }, sight] };
}

/** What can have left a register empty: its start, and each deletion. */
class Emptyings {
  /** The cluster of the empty register at the start. */
  readonly start = clusterOf({
    client: -1,
    kind: 'write',
    value: null,
    callNs: Number.NEGATIVE_INFINITY,
    returnNs: Number.NEGATIVE_INFINITY,
    outcome: 'ok',
  });
  readonly #all: readonly { readonly cluster: Cluster; readonly overwrittenNs: number }[];

  constructor(writes: readonly Cluster[]) {
    const all = [this.start, ...writes.filter(({ value }) => value === null)];
    this.#all = all.map((cluster) => ({ cluster, overwrittenNs: overwrittenNs(cluster, writes) }));
  }

  /** Those that can have led to what the operation saw; if none can have, the last one before it. */
  shownBy(operation: RegisterOperation): readonly Cluster[] {
    const called = this.#all.filter(({ cluster }) => cluster.write.callNs <= endNs(operation));
    const possible = called.filter(({ overwrittenNs }) => overwrittenNs >= operation.callNs);
    return (possible.length > 0 ? possible : called.slice(-1)).map(({ cluster }) => cluster);
  }
}

/** When the value had certainly been replaced: a write called after it returned had returned too. */
function overwrittenNs({ write }: Cluster, writes: readonly Cluster[]): number {
  return writes.reduce(
    (earliestNs, { write: later }) => (later.callNs > endNs(write) ? Math.min(earliestNs, endNs(later)) : earliestNs),
    Number.POSITIVE_INFINITY,
  );
}

/** `seen` had been there before an operation was called that shows `stale`. */
export function staleAfter(seen: Cluster, stale: Cluster): Conflict {
  return {
    kind: 'stale',
    sights: [
      { operation: seen.firstEnd, value: seen.value },
      { operation: stale.lastStart, value: stale.value },
    ],
  };
}
