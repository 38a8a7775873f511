import { deflateSync } from 'node:zlib';

const cookie = 0x1c849303 | 0x10;
const compressedCookie = 0x1c849304 | 0x10;
const headerBytes = 40;
const mostBytesPerCount = 9;

/**
 * Encodes counts per bucket, in HdrHistogram's layout with 3 significant digits, in the standard V2 compressed form, base64.
 * The library writes another header than the original (an index offset of 1 and no ratio), which the Rust implementation
 * rejects. Source: HdrHistogram, AbstractHistogram.java, "encodeIntoByteBuffer".
 */
export function encodeHistogram(counts: Float64Array, highestTrackable: number): string {
  const buckets = 1 + counts.findLastIndex((count) => count > 0);
  const plain = Buffer.alloc(headerBytes + buckets * mostBytesPerCount);
  let at = headerBytes;
  for (let index = 0; index < buckets; ) {
    const count = counts[index]!;
    const from = index;
    do index += 1;
    while (count === 0 && index < buckets && counts[index] === 0);
    const zeros = count === 0 ? index - from : 0;
    // Counts are even, runs of several zeros odd.
    at = writeVarint(plain, at, zeros > 1 ? 2 * zeros - 1 : 2 * count);
  }
  plain.writeInt32BE(cookie, 0);
  plain.writeInt32BE(at - headerBytes, 4);
  plain.writeInt32BE(0, 8);
  plain.writeInt32BE(3, 12);
  plain.writeBigInt64BE(1n, 16);
  plain.writeBigInt64BE(BigInt(highestTrackable), 24);
  plain.writeDoubleBE(1, 32);
  const compressed = deflateSync(plain.subarray(0, at));
  const envelope = Buffer.alloc(8);
  envelope.writeInt32BE(compressedCookie, 0);
  envelope.writeInt32BE(compressed.length, 4);
  return Buffer.concat([envelope, compressed]).toString('base64');
}

/** Seven bits a byte, the lowest first; returns where the next number begins. */
function writeVarint(buffer: Buffer, at: number, value: number): number {
  let [position, rest] = [at, value];
  for (; rest >= 128; rest = Math.floor(rest / 128)) buffer[position++] = (rest % 128) | 128;
  buffer[position++] = rest;
  return position;
}
