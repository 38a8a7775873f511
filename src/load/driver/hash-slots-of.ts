import { ownKeyHashing } from '../../model/hash-slot.js';
import type { DriverOptions } from './driver.js';

/** By operation: the hash slot of a key by its index. A replay knows keys by their hash slots. */
export function hashSlotsOf({
  operations,
  runTag,
  replay,
}: Pick<DriverOptions, 'operations' | 'runTag' | 'replay'>): readonly ((keyIndex: number) => number)[] {
  return operations.map(({ space }) => (replay ? (hashSlot) => hashSlot : ownKeyHashing(space, runTag)));
}
