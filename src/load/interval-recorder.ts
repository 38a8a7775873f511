import { missing } from '../audit/observation.js';
import type { IntervalCounts, KindLatency, StepCounts, ThreadUse } from '../metrics/interval-counts.js';
import { LatencyRecorder } from '../metrics/latency-recorder.js';
import { type OperationPlan, type ReplyMeaning, requestsOf } from '../model/operation-plan.js';
import type { ReadCounts } from '../record/sections/stats.js';
import { ErrorCounts } from './error-counts.js';

const outcomes = 3;

/** Counts what one worker sees in one interval; `take` resets it. Recording allocates nothing except for new error classes. */
export class IntervalRecorder {
  readonly schedulingLag = new LatencyRecorder();
  sent = 0;
  #outcomes = new Uint32Array(outcomes);
  #dropped = 0;
  /** By request. */
  #hits: Uint32Array;
  #misses: Uint32Array;
  #unknownReads = 0;
  /** By shard. */
  #missingReads: Uint32Array;
  #anyMissing = false;
  #writesIssued = 0;
  #writesAcknowledged = 0;
  readonly errors = new ErrorCounts();
  #firstErrorMs = Number.NaN;
  #lastErrorMs = Number.NaN;
  #operations: readonly OperationPlan[];
  /** By request: its name. */
  #requests: readonly string[];
  /** By request, then by outcome: the steps of composite operations that ended. */
  #steps: Uint32Array;
  /** By operation. */
  #writes: readonly boolean[];
  /** By request. */
  #reads: readonly boolean[];
  #replies: readonly ReplyMeaning[];
  #keyCounts: readonly number[];
  #response: readonly LatencyRecorder[];
  #service: readonly LatencyRecorder[];

  constructor(operations: readonly OperationPlan[], shardCount = 1) {
    this.#operations = operations;
    this.#missingReads = new Uint32Array(shardCount);
    const requests = requestsOf(operations);
    this.#requests = requests.map(({ name }) => name);
    this.#steps = new Uint32Array(requests.length * outcomes);
    this.#hits = new Uint32Array(requests.length);
    this.#misses = new Uint32Array(requests.length);
    this.#reads = requests.map(({ writes }) => !writes);
    this.#writes = operations.map(({ writes }) => writes);
    this.#replies = requests.map(({ reply }) => (reply === 'offer' ? 'value' : reply));
    this.#keyCounts = requests.map(({ keyCount }) => keyCount);
    this.#response = operations.map(() => new LatencyRecorder());
    this.#service = operations.map(() => new LatencyRecorder());
  }

  /** `responseMs` is NaN in closed loop. */
  ended(kind: number, outcome: number, errorClass: string, atMs: number, responseMs: number, serviceMs: number): void {
    this.#outcomes[outcome]! += 1;
    if (this.#writes[kind]) {
      this.#writesIssued += 1;
      if (outcome === 0) this.#writesAcknowledged += 1;
    }
    if (outcome !== 0) this.#noteError(errorClass, atMs);
    this.#response[kind]!.record(responseMs);
    this.#service[kind]!.record(serviceMs);
  }

  /** A step of a composite operation ended. */
  stepEnded(request: number, outcome: number): void {
    this.#steps[request * outcomes + outcome]! += 1;
  }

  /** What the reply to a successful request showed of its key, or how many of its keys had a value. */
  showed(request: number, seen: number): void {
    const reply = this.#replies[request];
    if (reply === 'values') {
      this.#hits[request]! += seen;
      this.#misses[request]! += this.#keyCounts[request]! - seen;
    } else if (reply === 'value' || reply === 'presence' || reply === 'entry') {
      if (seen === missing) this.#misses[request]! += 1;
      else this.#hits[request]! += 1;
    } else if (reply === 'any' && this.#reads[request]) this.#unknownReads += 1;
  }

  /** A read found nothing although a write had been acknowledged. */
  missingRead(shard: number): void {
    this.#missingReads[shard]! += 1;
    this.#anyMissing = true;
  }

  /** An operation whose deadline passed before it could be sent; it counts with its age. */
  dropped(kind: number, ageMs: number): void {
    this.#dropped += 1;
    this.#response[kind]!.record(ageMs);
  }

  take(number: number, thread: ThreadUse): IntervalCounts {
    const latency: Record<string, KindLatency> = {};
    const reads: Record<string, ReadCounts> = {};
    let [allHits, allMisses] = [0, 0];
    const steps: Record<string, readonly StepCounts[]> = {};
    let nextStep = this.#operations.length;
    this.#operations.forEach(({ name, steps: planned = [] }, code) => {
      const own = [code, ...planned.slice(1).map(() => nextStep++)];
      if (planned.length > 0) steps[name] = own.map((request) => this.#stepCounts(request));
      const [hits, misses] = [sumAt(this.#hits, own), sumAt(this.#misses, own)];
      if (hits > 0 || misses > 0) reads[name] = { hits, misses };
      allHits += hits;
      allMisses += misses;
      const response = this.#response[code]!.take();
      const service = this.#service[code]!.take();
      if (response || service) latency[name] = { response, service };
    });
    const [ok = 0, fail = 0, indeterminate = 0] = this.#outcomes;
    const counts: IntervalCounts = {
      number,
      sent: this.sent,
      ok,
      fail,
      indeterminate,
      dropped: this.#dropped,
      hits: allHits,
      misses: allMisses,
      reads,
      ...(nextStep > this.#operations.length && { steps }),
      unknownReads: this.#unknownReads,
      missingReads: this.#anyMissing ? [...this.#missingReads] : null,
      writes: { issued: this.#writesIssued, acknowledged: this.#writesAcknowledged },
      ...this.errors.take(),
      firstErrorMs: Number.isNaN(this.#firstErrorMs) ? null : this.#firstErrorMs,
      lastErrorMs: Number.isNaN(this.#lastErrorMs) ? null : this.#lastErrorMs,
      latency,
      schedulingLag: this.schedulingLag.take(),
      thread,
    };
    this.sent = this.#unknownReads = this.#dropped = 0;
    this.#hits.fill(0);
    this.#steps.fill(0);
    this.#misses.fill(0);
    this.#writesIssued = this.#writesAcknowledged = 0;
    this.#missingReads.fill(0);
    this.#anyMissing = false;
    this.#outcomes.fill(0);
    this.#firstErrorMs = this.#lastErrorMs = Number.NaN;
    return counts;
  }

  #stepCounts(request: number): StepCounts {
    const [ok = 0, fail = 0, indeterminate = 0] = this.#steps.subarray(request * outcomes, (request + 1) * outcomes);
    return { step: this.#requests[request]!, ok, fail, indeterminate };
  }

  #noteError(errorClass: string, atMs: number): void {
    this.errors.note(errorClass);
    if (Number.isNaN(this.#firstErrorMs)) this.#firstErrorMs = atMs;
    this.#lastErrorMs = atMs;
  }
}

function sumAt(counts: Uint32Array, places: readonly number[]): number {
  return places.reduce((sum, place) => sum + counts[place]!, 0);
}
