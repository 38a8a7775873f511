import type { Stats } from '../record/sections/stats.js';
import type { IntervalCounts } from './interval-counts.js';

/** Total operations by outcome and by error: without latencies, so cheap enough to read every second of a long run. */
export class OutcomeTotals {
  #operations = { ok: 0, fail: 0, indeterminate: 0, dropped: 0 };
  #errors: Record<string, number> = {};

  add(counts: Pick<IntervalCounts, 'ok' | 'fail' | 'indeterminate' | 'dropped' | 'errors'>): void {
    for (const outcome of ['ok', 'fail', 'indeterminate', 'dropped'] as const)
      this.#operations[outcome] += counts[outcome];
    for (const [errorClass, count] of Object.entries(counts.errors))
      this.#errors[errorClass] = (this.#errors[errorClass] ?? 0) + count;
  }

  read(): Pick<Stats, 'operations' | 'errors'> {
    const { ok, fail, indeterminate, dropped } = this.#operations;
    const sent = ok + fail + indeterminate;
    return {
      operations: { planned: sent + dropped, sent, ...this.#operations },
      errors: { ...this.#errors },
    };
  }
}
