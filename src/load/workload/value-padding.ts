import type { ValueData } from '../../model/scenario.js';
import { stampBytes } from '../../model/write-stamp.js';
import { hash32 } from '../../random/hash.js';
import { forkRandom } from '../../random/random.js';

/** The bytes after the stamps of values: a pool of ASCII characters, of which each value takes a section. */
export interface ValuePadding {
  readonly pool: Buffer;
  /** Where the padding of a write begins in the pool; depends on seed, key and sequence number alone. */
  offsetOf(key: number, sequence: number): number;
}

/** Number of different start offsets: more than fit into a compressor's window. */
const offsets = 1024 * 1024;
/**
 * For padding this short, a match saves a compressor almost nothing, and random reads from a large pool would evict the
 * ledger from the CPU caches.
 */
const shortPadding = { mostBytes: 8, offsets: 128 * 1024 };
const alphabet = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

/**
 * The padding of a run whose largest value has `mostBytes`; the same seed gives the same padding on every thread and in
 * every driver. Random data uses 64 characters: nothing for the servers' LZF or a link's LZ4 to find, although an entropy
 * coder could save a quarter. Characters, because some clients treat values as text.
 */
export function valuePadding(data: ValueData, seed: number, mostBytes: number): ValuePadding {
  switch (data) {
    case 'compressible':
      return { pool: Buffer.alloc(mostBytes, 'x'), offsetOf: () => 0 };
    case 'random': {
      const random = forkRandom(seed, 'value-data');
      const offsetSeed = random.below(2 ** 32);
      const places = mostBytes - stampBytes <= shortPadding.mostBytes ? shortPadding.offsets : offsets;
      return {
        pool: randomPool(random.below(2 ** 32), places + mostBytes),
        offsetOf: (key, sequence) => hash32(offsetSeed, key, sequence) % places,
      };
    }
    default:
      return data satisfies never;
  }
}

function randomPool(seed: number, bytes: number): Buffer {
  const pool = Buffer.allocUnsafe(bytes);
  for (let at = 0, bits = 0; at < bytes; at += 1) {
    // Five 6-bit characters per hash.
    bits = at % 5 === 0 ? hash32(seed, at, 0) : bits >>> 6;
    pool[at] = alphabet[bits & 63]!;
  }
  return pool;
}
