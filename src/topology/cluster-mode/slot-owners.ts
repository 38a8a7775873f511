import { hashSlot, hashSlotCount, type SlotRange } from '../../model/hash-slot.js';

/** Which shard serves each hash slot: the one whose member claims it with the highest epoch, the rule members use themselves. */
export class SlotOwners {
  #shardOfSlot = new Uint16Array(hashSlotCount);
  #epochOfSlot = new Float64Array(hashSlotCount);

  /** Records the slots that a member of a shard claims. False: others claim some of them with a higher epoch. */
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
