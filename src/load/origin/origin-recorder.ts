import type { RowLedger } from '../../audit/row-ledger.js';
import type { OriginCounts } from '../../metrics/interval-counts.js';
import { LatencyRecorder } from '../../metrics/latency-recorder.js';
import type { OriginAnswer } from '../../origin/client.js';

/** Counts what one worker asks of the origin in one interval; `take` resets it. */
export class OriginRecorder {
  readonly rows: RowLedger;
  #latency = new LatencyRecorder();
  #poolWait = new LatencyRecorder();
  #requests = { reads: noRequests(), writes: noRequests() };
  #errors: Record<string, number> = {};
  #sharedReads = 0;

  constructor(rows: RowLedger) {
    this.rows = rows;
  }

  answered(kind: 'reads' | 'writes', { outcome, error, poolWaitMs }: OriginAnswer, latencyMs: number): void {
    this.#requests[kind][outcome] += 1;
    if (error !== null) this.#errors[error] = (this.#errors[error] ?? 0) + 1;
    this.#latency.record(latencyMs);
    this.#poolWait.record(poolWaitMs);
  }

  /** A read waited for the answer to another one. */
  shared(): void {
    this.#sharedReads += 1;
  }

  take(): OriginCounts {
    const taken = {
      ...this.#requests,
      errors: this.#errors,
      latency: this.#latency.take(),
      poolWait: this.#poolWait.take(),
      sharedReads: this.#sharedReads,
      rows: this.rows.take(),
    };
    this.#requests = { reads: noRequests(), writes: noRequests() };
    this.#errors = {};
    this.#sharedReads = 0;
    return taken;
  }
}

function noRequests() {
  return { ok: 0, fail: 0, indeterminate: 0 };
}
