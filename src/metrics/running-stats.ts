import type { LatencyPair, Stats } from '../model/run-record.js';
import type { IntervalCounts, KindLatency } from './interval-counts.js';
import { LatencySum } from './latency-sum.js';

/** Counts of a run that goes on, each interval added once. What it tells of latencies is worked out when it is asked for. */
export class RunningStats {
  #counts = { ok: 0, fail: 0, indeterminate: 0, dropped: 0, hits: 0, misses: 0, issued: 0, acknowledged: 0 };
  #errors: Record<string, number> = {};
  #latency = new Map<string, Readonly<Record<keyof KindLatency, LatencySum>>>();

  add(counts: IntervalCounts): void {
    for (const key of ['ok', 'fail', 'indeterminate', 'dropped', 'hits', 'misses'] as const)
      this.#counts[key] += counts[key];
    this.#counts.issued += counts.writes.issued;
    this.#counts.acknowledged += counts.writes.acknowledged;
    for (const [errorClass, count] of Object.entries(counts.errors))
      this.#errors[errorClass] = (this.#errors[errorClass] ?? 0) + count;
    for (const [kind, latency] of Object.entries(counts.latency)) {
      this.#addLatency('all', latency);
      this.#addLatency(kind, latency);
    }
  }

  /** `durationMs`: how long operations were issued in what was added. */
  stats(durationMs: number): Stats {
    const { ok, fail, indeterminate, dropped, hits, misses, issued, acknowledged } = this.#counts;
    const sent = ok + fail + indeterminate;
    return {
      operations: { planned: sent + dropped, sent, dropped, ok, fail, indeterminate },
      throughputPerSecond: durationMs > 0 ? (ok * 1000) / durationMs : null,
      hits,
      misses,
      writes: { issued, acknowledged },
      errors: { ...this.#errors },
      latency: Object.fromEntries([...this.#latency].map(([kind, sums]) => [kind, pairOf(sums)])),
    };
  }

  #addLatency(kind: string, latency: KindLatency): void {
    const sums = this.#latency.get(kind) ?? { response: new LatencySum(), service: new LatencySum() };
    this.#latency.set(kind, sums);
    if (latency.response) sums.response.add(latency.response);
    if (latency.service) sums.service.add(latency.service);
  }
}

/** Some milliseconds of work each, hence only for what is read. */
function pairOf({ response, service }: Readonly<Record<keyof KindLatency, LatencySum>>): LatencyPair {
  return {
    get response() {
      return response.percentiles();
    },
    get service() {
      return service.percentiles();
    },
  };
}
