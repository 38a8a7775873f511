import type { LogEntry } from './log-entry.js';

/** When the commands of a log are due, in milliseconds after its first one. Never decreases, though the log's clock may. */
export class LogClock {
  #speed: number;
  #firstMs: number | undefined;
  #latestMs = 0;

  constructor(speed: number) {
    this.#speed = speed;
  }

  dueMs({ atMs }: Pick<LogEntry, 'atMs'>): number {
    this.#firstMs ??= atMs;
    this.#latestMs = Math.max(this.#latestMs, (atMs - this.#firstMs) / this.#speed);
    return this.#latestMs;
  }
}
