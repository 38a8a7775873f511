import { deflateSync, inflateSync } from 'node:zlib';
import type { Histogram } from 'hdr-histogram-js';
import { hdrHistogram } from './hdr-histogram.js';

/** Cookie and length precede the compressed bytes. */
const envelopeBytes = 8;
/** In the uncompressed bytes: after cookie and payload length. */
const normalizingOffsetAt = 8;

/**
 * Encodes a histogram in the standard V2 compressed form, base64. hdr-histogram-js 3.0.1 writes a normalizing index offset
 * of 1 although its counts are not shifted: the Rust implementation rejects such a histogram, and others may read it one
 * bucket off. It is 0 here. Source: HdrHistogram, AbstractHistogram.java, "encodeIntoByteBuffer".
 */
export function encodeHistogram(histogram: Histogram): string {
  const written = Buffer.from(hdrHistogram().encodeIntoCompressedBase64(histogram), 'base64');
  const plain = inflateSync(written.subarray(envelopeBytes));
  plain.writeInt32BE(0, normalizingOffsetAt);
  const compressed = deflateSync(plain);
  const envelope = Buffer.from(written.subarray(0, envelopeBytes));
  envelope.writeInt32BE(compressed.length, 4);
  return Buffer.concat([envelope, compressed]).toString('base64');
}
