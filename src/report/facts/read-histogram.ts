import { inflateSync } from 'node:zlib';
import { decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';

/** Counts above 2^31 must fit. */
const bitBucketSize = 64;
/** Far more than a histogram of 1 µs to 10 min at 3 digits needs. */
const mostBytes = 4 * 1024 * 1024;
/**
 * Cookie and length, before the compressed part. Source: HdrHistogram, AbstractHistogram.java,
 * `encodeIntoCompressedByteBuffer`.
 */
const headerBytes = 8;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads a histogram of a record, in HdrHistogram's V2 base64 form; null if it is damaged, or does not hold `count` values.
 * Records may come from others: data that decompresses to more than a histogram can need is never decompressed completely.
 */
export function readHistogram(text: string, count?: number): Histogram | null {
  if (text.length > mostBytes || !base64.test(text)) return null;
  try {
    inflateSync(Buffer.from(text, 'base64').subarray(headerBytes), { maxOutputLength: mostBytes });
    const histogram = decodeFromCompressedBase64(text, bitBucketSize);
    const isWhole =
      Number.isSafeInteger(histogram.totalCount) && (count ?? histogram.totalCount) === histogram.totalCount;
    return isWhole ? histogram : null;
  } catch {
    return null;
  }
}

/** The message for a damaged histogram. `place`: its location in the record. */
export function damagedHistogram(place: string): string {
  return `The record's latency histogram (${place}) is damaged: it can't be decoded, or its number of operations differs from the record's. Give the record.json that \`cache-bench run\` wrote, unchanged.`;
}
