import { hashSlotCount } from '../../../../model/hash-slot.js';

/** In a map from hash slots to members: nobody serves the slot. */
export const nobody = -1;

export function emptySlotMap(): Int16Array {
  return new Int16Array(hashSlotCount).fill(nobody);
}

/**
 * Brings a map up to date with what a member says. A member with stale information may still name one that is gone, although
 * another already named its successor: where it does, the map stays as it is.
 */
export function takeOver(map: Int16Array, served: Int16Array, lost: ReadonlySet<number>): void {
  for (let hashSlot = 0; hashSlot < hashSlotCount; hashSlot += 1) {
    const [now, then] = [served[hashSlot]!, map[hashSlot]!];
    const isOldNews = then !== nobody && lost.has(now) && !lost.has(then);
    if (!isOldNews) map[hashSlot] = now;
  }
}
