import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { useOfTree } from '../engine/process-tree.js';

const sampleMs = 500;

/** Loaded by every Node.js process of the program. Found from any folder directly below dist, because this file may be bundled. */
const eventLoopScript = fileURLToPath(new URL('../../bin/watch-event-loop.cjs', import.meta.url));
/** The folder that it reports to. */
const reportVariable = 'CACHE_BENCH_EVENT_LOOP';
const reportPrefix = 'event-loop-';

/** What a program uses: CPU, memory, and, for Node.js, the delay of its event loop. */
export class ApplicationUse implements AsyncDisposable {
  /** The largest of the measured part; null: unknown. */
  memoryBytes: number | null = null;
  #pid: () => number | undefined;
  #folder: string;
  #stop = new AbortController();
  #sampling: Promise<void> = Promise.resolve();
  #sinceMs = Number.NaN;
  #untilMs = Number.NaN;
  #cpuMs = 0;
  /** By process: its CPU time at the sample before. */
  #last: { readonly pid: number; readonly cpuMs: number } | null = null;

  constructor(pid: () => number | undefined, folder: string) {
    this.#pid = pid;
    this.#folder = folder;
  }

  /** Variables that make Node.js processes report. */
  get environment(): Readonly<Record<string, string>> {
    const given = process.env.NODE_OPTIONS;
    return {
      NODE_OPTIONS: `${given ? `${given} ` : ''}--require ${JSON.stringify(eventLoopScript)}`,
      [reportVariable]: this.#folder,
    };
  }

  /** Percentage of one core over the measured part; null: unknown. */
  get cpuPercent(): number | null {
    const elapsedMs = this.#untilMs - this.#sinceMs;
    return elapsedMs > 0 && this.memoryBytes !== null ? (this.#cpuMs / elapsedMs) * 100 : null;
  }

  /** Counts from now on. */
  startMeasuring(): void {
    this.#sinceMs = monotonicMs();
    this.#sampling = this.#sampleUntilStopped();
  }

  async finishMeasuring(): Promise<void> {
    this.#stop.abort();
    await this.#sampling;
  }

  /** The p99 of the worst second of the busiest process since `sinceMs`, on the monotonic clock; null: no Node.js process. */
  async eventLoopDelayP99Us(sinceMs: number): Promise<number | null> {
    const names = await readdir(this.#folder).catch(() => []);
    const reports = await Promise.all(
      names.filter((name) => name.startsWith(reportPrefix)).map((name) => readFile(join(this.#folder, name), 'utf8')),
    );
    const seen = reports.flatMap((text) =>
      text
        .split('\n')
        .map((line) => line.split(' ').map(Number))
        .flatMap(([atMs = Number.NaN, p99Us = Number.NaN]) =>
          atMs >= sinceMs && Number.isFinite(p99Us) ? [p99Us] : [],
        ),
    );
    return seen.length === 0 ? null : Math.round(Math.max(...seen));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.finishMeasuring();
  }

  async #sampleUntilStopped(): Promise<void> {
    for (;;) {
      const isLast = this.#stop.signal.aborted;
      await this.#sample();
      if (isLast) return;
      await pause(sampleMs, this.#stop.signal);
    }
  }

  async #sample(): Promise<void> {
    const pid = this.#pid();
    const use = pid === undefined ? undefined : await useOfTree(pid);
    this.#untilMs = monotonicMs();
    if (pid === undefined || use === undefined) return;
    const isFirst = this.memoryBytes === null;
    const before = this.#last?.pid === pid ? this.#last.cpuMs : isFirst ? use.cpuMs : 0;
    this.#cpuMs += Math.max(0, use.cpuMs - before);
    this.memoryBytes = Math.max(this.memoryBytes ?? 0, use.memoryBytes);
    this.#last = { pid, cpuMs: use.cpuMs };
  }
}
