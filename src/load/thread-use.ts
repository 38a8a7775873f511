import { readFileSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';
import { monotonicMs } from '../clock/monotonic.js';
import type { ThreadUse } from '../metrics/interval-counts.js';
import { LatencyRecorder } from '../metrics/latency-recorder.js';

/** Watches the thread that it is made in. On Linux the kernel tells CPU time and waiting time of each thread. */
export class ThreadWatch {
  #sinceMs = monotonicMs();
  #schedule = readSchedule();
  #gcMs = 0;
  #eventLoopDelay = new LatencyRecorder();
  #lastTurnMs = Number.NaN;
  #observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) this.#gcMs += entry.duration;
  });

  constructor() {
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /**
   * To be called at each turn of the event loop; `pauses` when the next turn is not asked for at once. A turn's length is
   * counted once for each millisecond that it lasted into, so that the percentiles are of time and not of turns: a loop
   * that spins makes so many short turns that a stall would vanish among them.
   */
  turn(nowMs: number, pauses: boolean): void {
    const ticks = Math.floor(nowMs) - Math.floor(this.#lastTurnMs);
    if (ticks > 0) this.#eventLoopDelay.record(nowMs - this.#lastTurnMs, ticks);
    this.#lastTurnMs = pauses ? Number.NaN : nowMs;
  }

  /** What happened since the last call. */
  take(): ThreadUse {
    const nowMs = monotonicMs();
    const schedule = readSchedule();
    const before = this.#schedule;
    const use: ThreadUse = {
      wallMs: nowMs - this.#sinceMs,
      cpuMs: schedule && before ? schedule.cpuMs - before.cpuMs : null,
      waitedForCpuMs: schedule && before ? schedule.waitedMs - before.waitedMs : null,
      gcMs: this.#gcMs,
      eventLoopDelay: this.#eventLoopDelay.take(),
    };
    this.#sinceMs = nowMs;
    this.#schedule = schedule;
    this.#gcMs = 0;
    return use;
  }

  stop(): void {
    this.#observer.disconnect();
  }
}

/** Nanoseconds on a CPU and nanoseconds waiting for one. Source: Documentation/scheduler/sched-stats.rst, /proc/<pid>/schedstat. */
function readSchedule(): { readonly cpuMs: number; readonly waitedMs: number } | null {
  try {
    const [cpu, waited] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ', 2).map(Number);
    return cpu !== undefined && waited !== undefined ? { cpuMs: cpu / 1e6, waitedMs: waited / 1e6 } : null;
  } catch {
    return null;
  }
}
