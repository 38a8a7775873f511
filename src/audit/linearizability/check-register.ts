import type { Conflict, RegisterOperation } from '../../model/history.js';
import { type Block, joinBlocks } from './blocks.js';
import { type Clusters, endNs, findClusters, staleAfter } from './clusters.js';

export type RegisterVerdict =
  | { readonly verdict: 'linearizable' }
  | { readonly verdict: 'illegal'; readonly conflict: Conflict }
  | { readonly verdict: 'unknown'; readonly reason: string };

/**
 * Whether the operations of one register, which begins empty, are linearizable: whether each of them can have taken effect at
 * one moment between its call and its return, so that each read shows the write before it.
 *
 * Each value is written once, so a read names its write, and O(n log n) steps decide: P. B. Gibbons and E. Korach, "Testing
 * Shared Memories", SIAM J. Comput. 26(4), 1997. A write and the reads that show it are a cluster. A cluster must begin before the
 * first of them returned (F), and must not end before the last of them was called (S). With F < S, the register holds its
 * value from F to S: a forward zone. Otherwise the cluster fits into any moment from S to F: a backward zone. The history is
 * linearizable unless a read returned before its write was called, two forward zones overlap, or a forward zone contains a
 * backward one.
 *
 * A write whose reply shows what it replaced comes directly after the cluster of that value: such clusters are one block, with
 * one zone. In a block, no operation may be called after one of a later cluster has returned. An indeterminate write
 * never returns; if nothing shows it, it may have had no effect. Deletions alone leave the same value, so every way to assign
 * reads to them is tried, up to a limit.
 */
export function checkRegister(operations: readonly RegisterOperation[]): RegisterVerdict {
  const certain = findClusters(operations, null);
  let conflict = conflictIn(certain);
  if (conflict !== undefined) return { verdict: 'illegal', conflict };
  if (certain.ways === 1) return { verdict: 'linearizable' };
  for (let way = 0; way < Math.min(certain.ways, mostWays); way += 1) {
    conflict = conflictIn(findClusters(operations, way));
    if (conflict === undefined) return { verdict: 'linearizable' };
  }
  if (conflict === undefined || certain.ways > mostWays) return { verdict: 'unknown', reason: tooManyWays };
  return { verdict: 'illegal', conflict };
}

const mostWays = 100;
const tooManyWays = 'reads found nothing, and too many deletions can have left that';

function conflictIn({ clusters, conflict }: Clusters): Conflict | undefined {
  if (conflict !== undefined) return conflict;
  const joined = joinBlocks(clusters);
  return 'conflict' in joined ? joined.conflict : conflictBetween(joined.blocks);
}

function conflictBetween(blocks: readonly Block[]): Conflict | undefined {
  const forward = blocks.filter(isForward).toSorted((one, other) => firstEndNs(one) - firstEndNs(other));
  for (const [index, later] of forward.entries()) {
    const earlier = forward[index - 1];
    if (earlier !== undefined && firstEndNs(later) < lastStartNs(earlier)) return conflictOfTwo(earlier, later);
  }
  for (const backward of blocks.filter((block) => !isForward(block))) {
    const around = lastBefore(forward, lastStartNs(backward));
    if (around !== undefined && firstEndNs(backward) < lastStartNs(around))
      return staleAfter(backward.firstEnd, around.lastStart);
  }
  return undefined;
}

function isForward(block: Block): boolean {
  return firstEndNs(block) < lastStartNs(block);
}

function firstEndNs({ firstEnd }: Block): number {
  return endNs(firstEnd.firstEnd);
}

function lastStartNs({ lastStart }: Block): number {
  return lastStart.lastStart.callNs;
}

/** Each of two values was there after the other: the older one is the surprise. The start is no operation to name. */
function conflictOfTwo(one: Block, other: Block): Conflict {
  const isStart = one.firstEnd.write.callNs === Number.NEGATIVE_INFINITY;
  const isOlder = isStart || one.lastStart.write.callNs < other.lastStart.write.callNs;
  return isOlder ? staleAfter(other.firstEnd, one.lastStart) : staleAfter(one.firstEnd, other.lastStart);
}

/** The last of the disjoint forward zones, in order, that begins before a moment. */
function lastBefore(forward: readonly Block[], atNs: number): Block | undefined {
  let [low, high] = [0, forward.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (firstEndNs(forward[middle]!) < atNs) low = middle + 1;
    else high = middle;
  }
  return forward[low - 1];
}
