import { type ServiceReport, type Sort, shardAndSortOf } from './service-gap.js';

/** An ongoing time without success. */
export interface OpenOutage {
  readonly shard: number;
  readonly sort: Sort;
  /** On the run's clock: when an operation first became due after the last success of any worker. */
  readonly fromMs: number;
}

/** The ongoing times without success, from each worker's latest report. */
export class OpenOutages {
  readonly #shardCount: number;
  #reports: (Pick<ServiceReport, 'lastMs' | 'dueMs'> | undefined)[] = [];

  constructor(shardCount: number) {
    this.#shardCount = shardCount;
  }

  add(worker: number, { lastMs, dueMs }: Pick<ServiceReport, 'lastMs' | 'dueMs'>): void {
    this.#reports[worker] = { lastMs, dueMs };
  }

  /** The worker reports nothing more: its last success counts, and nothing of it is due. */
  leave(worker: number): void {
    const report = this.#reports[worker];
    if (report !== undefined) this.#reports[worker] = { ...report, dueMs: new Float64Array() };
  }

  /** Writes of all shards, then their reads. Most last no longer than a response takes. */
  all(): readonly OpenOutage[] {
    return Array.from({ length: 2 * this.#shardCount }, (_, place) => place).flatMap((place) => {
      const lastMs = Math.max(...this.#reports.map((report) => report?.lastMs[place] ?? 0), 0);
      const dueMs = this.#reports.flatMap((report) => {
        const firstMs = report?.dueMs[place] ?? Number.NaN;
        return Number.isNaN(firstMs) ? [] : [Math.max(firstMs, lastMs)];
      });
      const fromMs = Math.min(...dueMs);
      return Number.isFinite(fromMs) ? [{ ...shardAndSortOf(place, this.#shardCount), fromMs }] : [];
    });
  }
}
