import type { TimelineHistogram } from '../record/sections/timeline.js';
import type { LatencyCounts } from './latency-recorder.js';
import { addUpCounts, LatencySum } from './latency-sum.js';

/** With this many, a record grows by less than a megabyte, however long the run; each takes about 3 ms and at most 4 kB. */
const mostGroups = 200;

/** Latencies of each second of a run; in a long run, of 2, 4, 8 ... seconds, so that their number stays bounded. */
export class LatencyBySecond {
  readonly #intervalMs: number;
  /** Intervals in a group. */
  #length: number;
  #closed: (LatencyCounts | null)[] = [];
  #open = new LatencySum();
  /** Number of intervals added. */
  #intervals = 0;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
    this.#length = Math.round(1000 / intervalMs);
  }

  /** Adds the counts of the next interval. */
  add(latencies: readonly (LatencyCounts | null)[]): void {
    for (const counts of latencies) if (counts) this.#open.add(counts);
    this.#intervals += 1;
    if (this.#intervals % this.#length !== 0) return;
    this.#closed.push(this.#open.toCounts());
    this.#open = new LatencySum();
    if (this.#closed.length === mostGroups) this.#pairUp();
  }

  copy(): LatencyBySecond {
    const copy = new LatencyBySecond(this.#intervalMs);
    copy.#length = this.#length;
    copy.#closed = [...this.#closed];
    copy.#open.addAll(this.#open);
    copy.#intervals = this.#intervals;
    return copy;
  }

  /** Those in which an operation ended. */
  histograms(): readonly TimelineHistogram[] {
    const groups = [...this.#closed.map((counts) => addUpCounts([counts])), this.#open];
    return groups.flatMap((group, number) => {
      const percentiles = group.percentiles();
      if (percentiles === null) return [];
      const { maxUs, histogram } = percentiles;
      const first = number * this.#length;
      const end = Math.min(first + this.#length, this.#intervals);
      return [{ startMs: first * this.#intervalMs, endMs: end * this.#intervalMs, maxUs, histogram }];
    });
  }

  #pairUp(): void {
    this.#closed = Array.from({ length: mostGroups / 2 }, (_, pair) =>
      addUpCounts(this.#closed.slice(2 * pair, 2 * pair + 2)).toCounts(),
    );
    this.#length *= 2;
  }
}
