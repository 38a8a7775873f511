import { hashSlot, hashSlotCount } from '../model/hash-slot.js';
import type { KeySpaceName, OperationPlan } from '../model/operation-plan.js';
import { keyNameIn } from '../model/write-stamp.js';
import type { Cluster } from '../topology/topology.js';

/** By operation, then by key: the key's current shard. Threads share the tables. Null: a single shard. */
export function shardsOfOperations(
  cluster: Pick<Cluster, 'shardCount' | 'shardOf'>,
  operations: readonly OperationPlan[],
  { runTag, keys }: { readonly runTag: string; readonly keys: number },
): readonly Uint16Array[] | null {
  if (cluster.shardCount === 1) return null;
  const tables = new Map<KeySpaceName, Uint16Array>();
  return operations.map(({ space }) => {
    const known = tables.get(space);
    if (known !== undefined) return known;
    const table = new Uint16Array(new SharedArrayBuffer(keys * Uint16Array.BYTES_PER_ELEMENT));
    for (let key = 0; key < keys; key += 1) table[key] = cluster.shardOf(keyNameIn(space, runTag, key));
    tables.set(space, table);
    return table;
  });
}

/** The same for a replay, which knows keys by their hash slots: by operation, then by slot. */
export function shardsOfHashSlots(
  cluster: Pick<Cluster, 'shardCount' | 'shardOf'>,
  operations: readonly OperationPlan[],
): readonly Uint16Array[] | null {
  if (cluster.shardCount === 1) return null;
  const table = new Uint16Array(new SharedArrayBuffer(hashSlotCount * Uint16Array.BYTES_PER_ELEMENT));
  const known = new Set<number>();
  // Some key of every slot: 16,384 slots take about 170,000 names.
  for (let number = 0; known.size < hashSlotCount; number += 1) {
    const slot = hashSlot(String(number));
    if (known.has(slot)) continue;
    known.add(slot);
    table[slot] = cluster.shardOf(String(number));
  }
  return operations.map(() => table);
}
