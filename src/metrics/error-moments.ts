import type { IntervalCounts } from './interval-counts.js';

/** When operations ended otherwise than ok, excluding dropped ones: the first and last of each interval and worker. */
export class ErrorMoments {
  #moments: number[] = [];

  add({ firstErrorMs, lastErrorMs }: Pick<IntervalCounts, 'firstErrorMs' | 'lastErrorMs'>): void {
    for (const atMs of [firstErrorMs, lastErrorMs]) if (atMs !== null) this.#moments.push(atMs);
  }

  /** The first one from `fromMs` on. */
  firstMs(fromMs: number): number | null {
    const moments = this.#moments.filter((atMs) => atMs >= fromMs);
    return moments.reduce<number | null>((first, atMs) => Math.min(first ?? atMs, atMs), null);
  }

  lastMs(fromMs: number, toMs: number): number | null {
    const moments = this.#moments.filter((atMs) => atMs >= fromMs && atMs <= toMs);
    return moments.reduce<number | null>((last, atMs) => Math.max(last ?? atMs, atMs), null);
  }
}
