import type { Percentiles } from '../record/sections/stats.js';
import { encodeHistogram } from './encode-histogram.js';
import { bucketStartUs, highestTrackableUs, type LatencyCounts } from './latency-recorder.js';

/** The sum of latencies of many intervals and threads. Histograms are added; percentiles are never averaged. */
export class LatencySum {
  /** By bucket, as far as anything was recorded. */
  #counts = new Float64Array(0);
  #total = 0;
  #maxUs = 0;

  get total(): number {
    return this.#total;
  }

  get maxUs(): number | null {
    return this.#total > 0 ? this.#maxUs : null;
  }

  add({ indexes, counts, maxUs }: LatencyCounts): void {
    this.#reach((indexes.at(-1) ?? -1) + 1);
    for (let at = 0; at < indexes.length; at += 1) {
      this.#counts[indexes[at]!]! += counts[at]!;
      this.#total += counts[at]!;
    }
    this.#maxUs = Math.max(this.#maxUs, maxUs);
  }

  addAll(other: LatencySum): void {
    this.#reach(other.#counts.length);
    for (let index = 0; index < other.#counts.length; index += 1) this.#counts[index]! += other.#counts[index]!;
    this.#total += other.#total;
    this.#maxUs = Math.max(this.#maxUs, other.#maxUs);
  }

  /** Makes room for this many buckets. */
  #reach(buckets: number): void {
    if (buckets <= this.#counts.length) return;
    const longer = new Float64Array(2 ** Math.ceil(Math.log2(buckets)));
    longer.set(this.#counts);
    this.#counts = longer;
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
    return this.#total === 0 ? null : (this.#quantilesUs([share])[0] ?? this.#maxUs);
  }

  /** Null if nothing was recorded. */
  percentiles(): Percentiles | null {
    if (this.#total === 0) return null;
    const [p50Us = 0, p90Us = 0, p95Us = 0, p99Us = 0, p99_9Us = 0, p99_99Us = 0] = this.#quantilesUs([
      ...[0.5, 0.9, 0.95, 0.99, 0.999, 0.9999],
    ]);
    const { minUs, meanUs } = this.#minAndMean();
    return {
      count: this.#total,
      minUs,
      meanUs,
      ...{ p50Us, p90Us, p95Us, p99Us, p99_9Us, p99_99Us },
      maxUs: this.#maxUs,
      histogram: encodeHistogram(this.#counts, highestTrackableUs),
    };
  }

  /** `shares` ascend. */
  #quantilesUs(shares: readonly number[]): readonly number[] {
    const wanted = shares.map((share) => Math.max(1, Math.ceil(share * this.#total - 1e-9)));
    const found: number[] = [];
    let seen = 0;
    for (let index = 0; index < this.#counts.length && found.length < wanted.length; index += 1) {
      seen += this.#counts[index]!;
      while (found.length < wanted.length && seen >= wanted[found.length]!)
        found.push(Math.min(this.#maxUs, bucketStartUs(index + 1) - 1));
    }
    return found;
  }

  /** A bucket counts with its middle. Source: HdrHistogram, "getMean". */
  #minAndMean(): { readonly minUs: number; readonly meanUs: number } {
    let [minUs, sum] = [0, 0];
    for (let index = 0; index < this.#counts.length; index += 1) {
      const count = this.#counts[index]!;
      if (count === 0) continue;
      const startUs = bucketStartUs(index);
      if (sum === 0) minUs = startUs;
      sum += count * (startUs + Math.floor((bucketStartUs(index + 1) - startUs) / 2));
    }
    return { minUs, meanUs: Math.round(sum / this.#total) };
  }
}

/** Adds up the latency counts of many intervals. */
export function addUpCounts(all: readonly (LatencyCounts | null)[]): LatencySum {
  const total = new LatencySum();
  for (const counts of all) if (counts) total.add(counts);
  return total;
}
