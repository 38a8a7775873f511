import { keysOf, tableOf } from '../model/table.js';
import type { LatencyPair, ReadCounts, Stats } from '../record/sections/stats.js';
import type { IntervalCounts, KindLatency, StepCounts } from './interval-counts.js';
import { LatencySum } from './latency-sum.js';

const noCounts = {
  ok: 0,
  fail: 0,
  indeterminate: 0,
  dropped: 0,
  hits: 0,
  misses: 0,
  unknownReads: 0,
  issued: 0,
  acknowledged: 0,
};
const counters = keysOf(noCounts);

/** The summed counts of many intervals, each added once. Latency statistics are computed on request. */
export class RunningStats {
  #counts = { ...noCounts };
  #errors: Record<string, number> = {};
  #reads: Record<string, ReadCounts> = {};
  #steps: Record<string, readonly StepCounts[]> = {};
  #latency = new Map<string, Readonly<Record<keyof KindLatency, LatencySum>>>();

  add(counts: IntervalCounts): void {
    for (const key of ['ok', 'fail', 'indeterminate', 'dropped', 'hits', 'misses', 'unknownReads'] as const)
      this.#counts[key] += counts[key];
    this.#counts.issued += counts.writes.issued;
    this.#counts.acknowledged += counts.writes.acknowledged;
    for (const [errorClass, count] of Object.entries(counts.errors))
      this.#errors[errorClass] = (this.#errors[errorClass] ?? 0) + count;
    this.#addReads(counts.reads);
    this.#addSteps(counts.steps);
    for (const [kind, latency] of Object.entries(counts.latency)) {
      this.#addLatency('all', latency);
      this.#addLatency(kind, latency);
    }
  }

  addAll(other: RunningStats): void {
    for (const counter of counters) this.#counts[counter] += other.#counts[counter];
    for (const [errorClass, count] of Object.entries(other.#errors))
      this.#errors[errorClass] = (this.#errors[errorClass] ?? 0) + count;
    this.#addReads(other.#reads);
    this.#addSteps(other.#steps);
    for (const [kind, { response, service }] of other.#latency) {
      const sums = this.#latencyOf(kind);
      sums.response.addAll(response);
      sums.service.addAll(service);
    }
  }

  /** Over all kinds of operations. */
  quantileUs(which: keyof KindLatency, share: number): number | null {
    return this.#latency.get('all')?.[which].quantileUs(share) ?? null;
  }

  /** `durationMs`: how long operations were issued in what was added. */
  stats(durationMs: number): Stats {
    const { ok, fail, indeterminate, dropped, hits, misses, unknownReads, issued, acknowledged } = this.#counts;
    const sent = ok + fail + indeterminate;
    return {
      operations: { planned: sent + dropped, sent, dropped, ok, fail, indeterminate },
      throughputPerSecond: durationMs > 0 ? (ok * 1000) / durationMs : null,
      hits,
      misses,
      unknownReads,
      reads: { ...this.#reads },
      ...(Object.keys(this.#steps).length > 0 && {
        steps: tableOf(keysOf(this.#steps), (name) => this.#steps[name]!.map(withSent)),
      }),
      writes: { issued, acknowledged },
      errors: { ...this.#errors },
      latency: Object.fromEntries([...this.#latency].map(([kind, sums]) => [kind, pairOf(sums)])),
    };
  }

  #addReads(reads: Readonly<Record<string, ReadCounts>>): void {
    for (const [kind, { hits, misses }] of Object.entries(reads)) {
      const before = this.#reads[kind] ?? { hits: 0, misses: 0 };
      this.#reads[kind] = { hits: before.hits + hits, misses: before.misses + misses };
    }
  }

  #addSteps(steps: Readonly<Record<string, readonly StepCounts[]>> = {}): void {
    for (const [operation, counts] of Object.entries(steps)) {
      const before = this.#steps[operation];
      this.#steps[operation] = counts.map(({ step, ok, fail, indeterminate }, index) => ({
        step,
        ok: ok + (before?.[index]?.ok ?? 0),
        fail: fail + (before?.[index]?.fail ?? 0),
        indeterminate: indeterminate + (before?.[index]?.indeterminate ?? 0),
      }));
    }
  }

  #addLatency(kind: string, latency: KindLatency): void {
    const sums = this.#latencyOf(kind);
    if (latency.response) sums.response.add(latency.response);
    if (latency.service) sums.service.add(latency.service);
  }

  #latencyOf(kind: string): Readonly<Record<keyof KindLatency, LatencySum>> {
    const known = this.#latency.get(kind);
    if (known !== undefined) return known;
    const sums = { response: new LatencySum(), service: new LatencySum() };
    this.#latency.set(kind, sums);
    return sums;
  }
}

function withSent({ step, ok, fail, indeterminate }: StepCounts) {
  return { step, sent: ok + fail + indeterminate, ok, fail, indeterminate };
}

/** Takes several milliseconds each, so it is only done for what is read. */
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
