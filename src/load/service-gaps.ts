import { type ServiceGap, type ServiceReport, shortestGapMs } from '../metrics/service-gap.js';

type KeptGap = ServiceGap & { readonly dueRuns: number[] };

/**
 * Finds one worker's times without success, by place (shard and sort), and when operations became due in them: an outage
 * begins when an operation becomes due after the last success, not at that success.
 *
 * In open loop, operations are due as planned, and are sent (or dropped) in that order. A due operation may still be waiting
 * for a free connection when a success ends the gap, so a gap is only reported once the plan has passed its end.
 *
 * In closed loop there is always something to do: an operation is due while it is in flight, and after a failure until the
 * next success.
 */
export class ServiceGaps {
  readonly #closedLoop: boolean;
  /** Whether other workers must report before a gap is an outage; otherwise, gaps with nothing due are ignored. */
  readonly #hasOthers: boolean;
  /** By place: the last success, and when an operation first became due after it (NaN: none). */
  readonly #lastMs: Float64Array;
  readonly #dueMs: Float64Array;
  /** End of the current run of due times. */
  readonly #runEndMs: Float64Array;
  /** Closed loop: operations in flight. */
  readonly #inFlight: Int32Array;
  /** By place: earlier runs of the open gap, and ended gaps not reported yet. */
  #earlierRuns: (number[] | undefined)[];
  #ended: KeptGap[][];

  constructor(
    placeCount: number,
    { closedLoop, hasOthers }: { readonly closedLoop: boolean; readonly hasOthers: boolean },
  ) {
    this.#closedLoop = closedLoop;
    this.#hasOthers = hasOthers;
    this.#lastMs = new Float64Array(placeCount);
    this.#dueMs = new Float64Array(placeCount);
    this.#runEndMs = new Float64Array(placeCount);
    this.#inFlight = new Int32Array(placeCount);
    this.#earlierRuns = new Array(placeCount).fill(undefined);
    this.#ended = Array.from({ length: placeCount }, () => []);
    this.begin();
  }

  /** Times count from 0 on the run's clock. */
  begin(): void {
    this.#lastMs.fill(0);
    this.#dueMs.fill(Number.NaN);
    this.#inFlight.fill(0);
    this.#earlierRuns.fill(undefined);
    for (const ended of this.#ended) ended.length = 0;
  }

  /** An operation that became due at `dueMs` is sent or dropped. In open loop: in plan order. */
  due(place: number, dueMs: number): void {
    const lastMs = this.#lastMs[place]!;
    const firstMs = this.#dueMs[place]!;
    if (this.#closedLoop) {
      this.#inFlight[place]! += 1;
      if (!(firstMs <= dueMs)) this.#dueMs[place] = Math.max(dueMs, lastMs);
    } else if (dueMs < lastMs) {
      this.#dueInEnded(place, dueMs);
    } else if (Number.isNaN(firstMs)) {
      this.#dueMs[place] = dueMs;
      this.#runEndMs[place] = dueMs;
    } else {
      if (dueMs - this.#runEndMs[place]! > shortestGapMs) this.#startRun(place, dueMs);
      this.#runEndMs[place] = dueMs;
    }
  }

  success(place: number, atMs: number): void {
    if (atMs - this.#lastMs[place]! >= shortestGapMs) this.#end(place, atMs);
    else if (this.#earlierRuns[place] !== undefined) this.#earlierRuns[place] = undefined;
    this.#lastMs[place] = atMs;
    this.#dueMs[place] = this.#closedLoop && --this.#inFlight[place]! > 0 ? atMs : Number.NaN;
  }

  failure(place: number): void {
    if (this.#closedLoop) this.#inFlight[place]! -= 1;
  }

  /** Gaps that ended since the last report. `plannedMs`: when the next operation that is neither sent nor dropped is due. */
  report(plannedMs: number): ServiceReport {
    const gaps: ServiceGap[] = [];
    const untilMs = Float64Array.from(this.#lastMs);
    this.#ended.forEach((ended, place) => {
      const open = ended.findIndex(({ toMs }) => toMs > plannedMs);
      const complete = ended.splice(0, open < 0 ? ended.length : open);
      untilMs[place] = ended[0]?.fromMs ?? untilMs[place]!;
      gaps.push(...complete.filter((gap) => this.#concernsAnybody(gap)));
    });
    const dueMs = this.#dueMs.map((firstMs, place) => this.#earlierRuns[place]?.[0] ?? firstMs);
    return { gaps, untilMs, lastMs: this.#lastMs.slice(), dueMs };
  }

  /** The remaining gaps once every operation has ended, including the last gap of each place. */
  finish(): ServiceReport {
    this.#lastMs.forEach((_, place) => {
      this.#end(place, Number.POSITIVE_INFINITY);
    });
    this.#lastMs.fill(Number.POSITIVE_INFINITY);
    this.#dueMs.fill(Number.NaN);
    return this.report(Number.POSITIVE_INFINITY);
  }

  #end(place: number, toMs: number): void {
    const dueMs = this.#dueMs[place]!;
    const dueRuns = this.#earlierRuns[place] ?? [];
    if (!Number.isNaN(dueMs)) dueRuns.push(dueMs, this.#closedLoop ? toMs : this.#runEndMs[place]!);
    this.#earlierRuns[place] = undefined;
    this.#ended[place]!.push({ place, fromMs: this.#lastMs[place]!, toMs, dueRuns });
  }

  #startRun(place: number, dueMs: number): void {
    const earlier = this.#earlierRuns[place] ?? [];
    earlier.push(this.#dueMs[place]!, this.#runEndMs[place]!);
    this.#earlierRuns[place] = earlier;
    this.#dueMs[place] = dueMs;
  }

  /** It became due before the last success: perhaps in a gap that the success ended before it was sent. */
  #dueInEnded(place: number, dueMs: number): void {
    const gap = this.#ended[place]!.find(({ toMs }) => toMs > dueMs);
    if (gap === undefined || dueMs < gap.fromMs) return;
    const { dueRuns } = gap;
    if (dueRuns.length === 0 || dueMs - dueRuns.at(-1)! > shortestGapMs) dueRuns.push(dueMs, dueMs);
    else dueRuns[dueRuns.length - 1] = dueMs;
  }

  #concernsAnybody({ toMs, dueRuns }: ServiceGap): boolean {
    return this.#hasOthers || (dueRuns.length > 0 && toMs - dueRuns[0]! >= shortestGapMs);
  }
}
