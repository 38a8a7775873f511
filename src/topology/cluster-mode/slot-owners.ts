import { hashSlot, hashSlotCount, type SlotRange } from '../../model/hash-slot.js';

/** Which shard serves each hash slot: that whose member claims it with the highest epoch, as among the members themselves. */
export class SlotOwners {
  #shardOfSlot = new Uint16Array(hashSlotCount);
  #epochOfSlot = new Float64Array(hashSlotCount);

  /** Notes what a member of a shard says that it serves. False: others claim some of it with a higher epoch. */
  claim(shard: number, configEpoch: number, slots: readonly SlotRange[]): boolean {
    let isUndisputed = true;
    for (const { first, last } of slots)
      for (let slot = first; slot <= last; slot += 1) {
        if (configEpoch < (this.#epochOfSlot[slot] ?? 0)) {
          isUndisputed = false;
          continue;
        }
        this.#epochOfSlot[slot] = configEpoch;
        this.#shardOfSlot[slot] = shard;
      }
    return isUndisputed;
  }

  shardOf(key: string): number {
    return this.#shardOfSlot[hashSlot(key)] ?? 0;
  }
}
