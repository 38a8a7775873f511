/**
 * Counts latencies on the hot path: 1 µs to 10 min at 3 significant digits, in HdrHistogram's bucket layout (2,048 linear
 * sub-buckets, then 1,024 per doubling), so that counts convert to an HdrHistogram without loss. Recording allocates
 * nothing. Source: HdrHistogram, "countsArrayIndex".
 */
export const highestTrackableUs = 600_000_000;
const subBucketCount = 2048;
const subBucketHalf = subBucketCount / 2;
const subBucketHalfMagnitude = 10;
const bucketCount = 20;
export const countsLength = (bucketCount + 1) * subBucketHalf;

/** Latencies of one interval: ascending bucket indexes, and the count in each. */
export interface LatencyCounts {
  readonly indexes: Uint16Array;
  readonly counts: Uint32Array;
  readonly maxUs: number;
}

export class LatencyRecorder {
  #counts = new Uint32Array(countsLength);
  #lowest = countsLength;
  #highest = -1;
  #maxUs = 0;

  /**
   * `latencyMs` may be fractional; it is clamped to the trackable range and rounded to whole microseconds. NaN is ignored.
   * Counts it `times` times.
   */
  record(latencyMs: number, times = 1): void {
    if (Number.isNaN(latencyMs)) return;
    let us = Math.round(latencyMs * 1000);
    if (us < 1) us = 1;
    else if (us > highestTrackableUs) us = highestTrackableUs;
    const index = bucketIndexOf(us);
    this.#counts[index]! += times;
    if (index < this.#lowest) this.#lowest = index;
    if (index > this.#highest) this.#highest = index;
    if (us > this.#maxUs) this.#maxUs = us;
  }

  /** Everything recorded since the last call, or null if nothing was; resets the recorder. */
  take(): LatencyCounts | null {
    if (this.#highest < 0) return null;
    let length = 0;
    for (let index = this.#lowest; index <= this.#highest; index += 1) if (this.#counts[index]! > 0) length += 1;
    const indexes = new Uint16Array(length);
    const counts = new Uint32Array(length);
    let at = 0;
    for (let index = this.#lowest; index <= this.#highest; index += 1) {
      const count = this.#counts[index]!;
      if (count === 0) continue;
      indexes[at] = index;
      counts[at] = count;
      at += 1;
    }
    this.#counts.fill(0, this.#lowest, this.#highest + 1);
    const maxUs = this.#maxUs;
    this.#lowest = countsLength;
    this.#highest = -1;
    this.#maxUs = 0;
    return { indexes, counts, maxUs };
  }
}

/** The latency quantile for a share, in microseconds, to 3 digits. */
export function quantileUsOf({ indexes, counts, maxUs }: LatencyCounts, share: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const wanted = Math.max(1, Math.ceil(share * total - 1e-9));
  let seen = 0;
  for (const [at, count] of counts.entries()) {
    seen += count;
    if (seen >= wanted) return Math.min(maxUs, bucketStartUs(indexes[at]! + 1) - 1);
  }
  return maxUs;
}

function bucketIndexOf(us: number): number {
  const bucket = 31 - subBucketHalfMagnitude - Math.clz32(us | (subBucketCount - 1));
  return bucket * subBucketHalf + (us >>> bucket);
}

/** The lowest latency of a bucket, in microseconds. */
export function bucketStartUs(index: number): number {
  const bucket = Math.max(0, (index >>> subBucketHalfMagnitude) - 1);
  const subBucket = index - bucket * subBucketHalf;
  return subBucket * 2 ** bucket;
}
