import type { ValueData } from '../../model/scenario.js';
import { stampBytes } from '../../model/write-stamp.js';
import { hash32 } from '../../random/hash.js';
import { forkRandom } from '../../random/random.js';

/** The bytes behind the stamps of values: a pool of ASCII characters, of which each value takes a part. */
export interface ValuePadding {
  readonly pool: Buffer;
  /** Where in the pool the padding of a write begins; it follows from seed, key and sequence number alone. */
  offsetOf(key: number, sequence: number): number;
}

/** Values begin at so many places: more than fit into a compressor's window. */
const offsets = 1024 * 1024;
/**
 * Of so short a padding, a match saves a compressor next to nothing; and a pool that is read at random takes the processor's
 * caches from the ledger.
 */
const shortPadding = { mostBytes: 8, offsets: 128 * 1024 };
const alphabet = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

/**
 * The padding of a run whose largest value has `mostBytes`, the same for the same seed, on every thread and in every driver.
 * Random data are one of 64 characters each: nothing for the servers' LZF or a link's LZ4 to find, though an entropy coder
 * could save a quarter. They are characters because a value must pass through clients that take it for text.
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
    // Five characters of six bits from each hash.
    bits = at % 5 === 0 ? hash32(seed, at, 0) : bits >>> 6;
    pool[at] = alphabet[bits & 63]!;
  }
  return pool;
}
