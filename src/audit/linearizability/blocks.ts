import type { Conflict } from '../../model/history.js';
import { type Cluster, endNs, staleAfter } from './clusters.js';

/** Clusters that follow each other directly, because each write but the first shows that it replaced the one before. */
export interface Block {
  /** Of its clusters, the one of the operation that returned first. */
  readonly firstEnd: Cluster;
  /** Of its clusters, the one of the operation that was called last. */
  readonly lastStart: Cluster;
}

/** All clusters as blocks, or why one of them is impossible in itself. */
export function joinBlocks(
  clusters: readonly Cluster[],
): { readonly blocks: readonly Block[] } | { readonly conflict: Conflict } {
  const blocks: Block[] = [];
  const joined = new Set<Cluster>();
  for (const head of clusters.filter(({ follows }) => !follows)) {
    const chain: Cluster[] = [];
    for (let cluster: Cluster | undefined = head; cluster !== undefined; cluster = cluster.next) chain.push(cluster);
    for (const cluster of chain) joined.add(cluster);
    const conflict = conflictWithin(chain);
    if (conflict !== undefined) return { conflict };
    blocks.push({ firstEnd: chain.reduce(endingFirst), lastStart: chain.reduce(startingLast) });
  }
  const circular = clusters.find((cluster) => !joined.has(cluster));
  if (circular === undefined) return { blocks };
  const { value, write, next } = circular;
  const replacing = { operation: next?.write ?? write, value };
  return { conflict: { kind: 'circular', sights: [{ operation: write, value }, replacing] } };
}

/** An operation of one cluster was called after one of a later cluster had returned. */
function conflictWithin(chain: readonly Cluster[]): Conflict | undefined {
  const endingFirstFrom = [...chain];
  for (let index = chain.length - 2; index >= 0; index -= 1)
    endingFirstFrom[index] = endingFirst(chain[index]!, endingFirstFrom[index + 1]!);
  let last = chain[0]!;
  for (let index = 1; index < chain.length; index += 1) {
    const later = endingFirstFrom[index]!;
    if (endNs(later.firstEnd) < last.lastStart.callNs) return staleAfter(later, last);
    last = startingLast(last, chain[index]!);
  }
  return undefined;
}

function endingFirst(one: Cluster, other: Cluster): Cluster {
  return endNs(other.firstEnd) < endNs(one.firstEnd) ? other : one;
}

function startingLast(one: Cluster, other: Cluster): Cluster {
  return other.lastStart.callNs > one.lastStart.callNs ? other : one;
}
