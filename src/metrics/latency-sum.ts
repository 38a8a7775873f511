import type { Histogram } from 'hdr-histogram-js';
import type { Percentiles } from '../record/sections/stats.js';
import { encodeHistogram } from './encode-histogram.js';
import { hdrHistogram } from './hdr-histogram.js';
import { bucketStartUs, countsLength, highestTrackableUs, type LatencyCounts } from './latency-recorder.js';

/** The sum of latencies of many intervals and threads. Histograms are added; percentiles are never averaged. */
export class LatencySum {
  #counts = new Float64Array(countsLength);
  #total = 0;
  #maxUs = 0;

  get total(): number {
    return this.#total;
  }

  get maxUs(): number | null {
    return this.#total > 0 ? this.#maxUs : null;
  }

  add({ indexes, counts, maxUs }: LatencyCounts): void {
    for (let at = 0; at < indexes.length; at += 1) {
      this.#counts[indexes[at]!]! += counts[at]!;
      this.#total += counts[at]!;
    }
    this.#maxUs = Math.max(this.#maxUs, maxUs);
  }

  addAll(other: LatencySum): void {
    for (let index = 0; index < countsLength; index += 1) this.#counts[index]! += other.#counts[index]!;
    this.#total += other.#total;
    this.#maxUs = Math.max(this.#maxUs, other.#maxUs);
  }

  /** The same in compact form; null if nothing was recorded. */
  toCounts(): LatencyCounts | null {
    if (this.#total === 0) return null;
    const used = Array.from(this.#counts.keys()).filter((index) => this.#counts[index]! > 0);
    return {
      indexes: Uint16Array.from(used),
      counts: Uint32Array.from(used, (index) => this.#counts[index]!),
      maxUs: this.#maxUs,
    };
  }

  /** The latency quantile for a share, to 3 digits; null if nothing was recorded. */
  quantileUs(share: number): number | null {
    if (this.#total === 0) return null;
    const wanted = Math.max(1, Math.ceil(share * this.#total - 1e-9));
    let seen = 0;
    for (let index = 0; index < countsLength; index += 1) {
      seen += this.#counts[index]!;
      if (seen >= wanted) return Math.min(this.#maxUs, bucketStartUs(index + 1) - 1);
    }
    return this.#maxUs;
  }

  /** Null if nothing was recorded. */
  percentiles(): Percentiles | null {
    if (this.#total === 0) return null;
    const histogram = this.#histogram();
    const at = (percentile: number) => Math.min(this.#maxUs, histogram.getValueAtPercentile(percentile));
    return {
      count: this.#total,
      minUs: Math.min(this.#maxUs, histogram.minNonZeroValue),
      meanUs: Math.round(histogram.mean),
      p50Us: at(50),
      p90Us: at(90),
      p95Us: at(95),
      p99Us: at(99),
      p99_9Us: at(99.9),
      p99_99Us: at(99.99),
      maxUs: this.#maxUs,
      histogram: encodeHistogram(histogram),
    };
  }

  #histogram(): Histogram {
    const histogram = hdrHistogram().build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: highestTrackableUs,
      numberOfSignificantValueDigits: 3,
      bitBucketSize: 64,
    });
    for (let index = 0; index < countsLength; index += 1) {
      const count = this.#counts[index]!;
      if (count > 0) histogram.recordValueWithCount(bucketStartUs(index), count);
    }
    return histogram;
  }
}

/** Adds up the latency counts of many intervals. */
export function addUpCounts(all: readonly (LatencyCounts | null)[]): LatencySum {
  const total = new LatencySum();
  for (const counts of all) if (counts) total.add(counts);
  return total;
}
