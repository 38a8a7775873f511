import { readFileSync, readlinkSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';
import { monotonicMs } from '../clock/monotonic.js';
import type { ThreadUse } from '../metrics/interval-counts.js';
import { LatencyRecorder } from '../metrics/latency-recorder.js';
import { type Stall, shortestStallMs } from '../model/stall.js';

/** If a thread waited for a core for this share of a stall, the machine caused the stall. */
const machineShare = 0.5;
/** After a stall, replies that arrived meanwhile must be read before anything counts as late. */
const catchUpMs = 5;

/** Watches the thread that creates it. On Linux, the kernel reports CPU time and waiting time per thread. */
export class ThreadWatch {
  #sinceMs = monotonicMs();
  #schedule = readSchedule(ownThread);
  #ticker: string | null;
  #tickerSchedule: Schedule | null = null;
  #gcMs = 0;
  #idlePollMs = 0;
  #eventLoopDelay = new LatencyRecorder();
  #lastTurnMs = 0;
  #dueMs = Number.NaN;
  #stalls: Stall[] = [];
  #stallEndMs = Number.NEGATIVE_INFINITY;
  /** Time spent waiting for a core, at the last reading. */
  #knownWaitMs = this.#schedule?.waitedMs ?? 0;
  #observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) this.#gcMs += entry.duration;
  });

  /** `tickerThreadId`: kernel id of the thread that wakes this one; 0: none, or unknown. */
  constructor(tickerThreadId = 0) {
    this.#ticker = tickerThreadId === 0 ? null : `/proc/self/task/${tickerThreadId}/schedstat`;
    this.#tickerSchedule = readSchedule(this.#ticker);
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** The first turn is due at this time; its lateness counts only as a stall, not as a delay between turns. */
  begin(dueMs: number): void {
    this.#lastTurnMs = Number.NaN;
    this.#dueMs = dueMs;
  }

  /**
   * Called at each turn of the event loop, with the longest wait requested until the next one. What counts is how much later
   * than that a turn comes, once per millisecond of lateness: the percentiles weight by time, not by turns, because a
   * spinning loop makes so many short turns that a stall would vanish among them.
   */
  turn(nowMs: number, nextTurnMs: number): void {
    if (!Number.isNaN(this.#dueMs)) {
      if (nowMs - this.#dueMs >= shortestStallMs) this.#stalled(this.#dueMs, nowMs);
      const onTimeTicks = Math.floor(Math.min(nowMs, this.#dueMs)) - Math.floor(this.#lastTurnMs);
      const lateTicks = Math.floor(nowMs) - Math.floor(Math.min(nowMs, this.#dueMs));
      if (onTimeTicks > 0) this.#eventLoopDelay.record(0, onTimeTicks);
      if (lateTicks > 0 && !Number.isNaN(this.#lastTurnMs)) this.#eventLoopDelay.record(nowMs - this.#dueMs, lateTicks);
    }
    this.#lastTurnMs = nowMs;
    this.#dueMs = nowMs + nextTurnMs;
  }

  /** Whether it is in a stall, or just out of one: waiting replies may not be late. */
  catchesUp(nowMs: number): boolean {
    return nowMs - this.#dueMs >= shortestStallMs || nowMs - this.#stallEndMs < catchUpMs;
  }

  /** It polled for replies for this long, and none came. */
  idled(ms: number): void {
    this.#idlePollMs += ms;
  }

  /** The next turn was not waited for. */
  rest(): void {
    this.#dueMs = Number.NaN;
  }

  /** Figures since the last call. */
  take(): ThreadUse {
    const nowMs = monotonicMs();
    const schedule = readSchedule(ownThread);
    const tickerSchedule = readSchedule(this.#ticker);
    const before = this.#schedule;
    const tickerBefore = this.#tickerSchedule;
    const use: ThreadUse = {
      wallMs: nowMs - this.#sinceMs,
      cpuMs: schedule && before ? schedule.cpuMs - before.cpuMs : null,
      waitedForCpuMs: schedule && before ? schedule.waitedMs - before.waitedMs : null,
      ticker:
        tickerSchedule && tickerBefore
          ? {
              cpuMs: tickerSchedule.cpuMs - tickerBefore.cpuMs,
              waitedForCpuMs: tickerSchedule.waitedMs - tickerBefore.waitedMs,
            }
          : null,
      gcMs: this.#gcMs,
      idlePollMs: this.#idlePollMs,
      eventLoopDelay: this.#eventLoopDelay.take(),
      ...(this.#stalls.length > 0 && { stalls: this.#stalls }),
    };
    this.#stalls = [];
    this.#knownWaitMs = schedule?.waitedMs ?? 0;
    this.#sinceMs = nowMs;
    this.#schedule = schedule;
    this.#tickerSchedule = tickerSchedule;
    this.#gcMs = 0;
    this.#idlePollMs = 0;
    return use;
  }

  #stalled(startMs: number, endMs: number): void {
    const durationMs = endMs - startMs;
    const waitedMs = readSchedule(ownThread)?.waitedMs ?? 0;
    const where = waitedMs - this.#knownWaitMs >= machineShare * durationMs ? 'machine' : 'generator';
    this.#knownWaitMs = waitedMs;
    this.#stallEndMs = endMs;
    this.#stalls.push({ startMs, durationMs, where });
  }

  stop(): void {
    this.#observer.disconnect();
  }
}

interface Schedule {
  readonly cpuMs: number;
  readonly waitedMs: number;
}

const ownThread = '/proc/thread-self/schedstat';

/**
 * Nanoseconds on a CPU and nanoseconds waiting for one. Source: Documentation/scheduler/sched-stats.rst,
 * /proc/<pid>/schedstat.
 */
function readSchedule(path: string | null): Schedule | null {
  if (path === null) return null;
  try {
    const [cpu, waited] = readFileSync(path, 'utf8').split(' ', 2).map(Number);
    return cpu !== undefined && waited !== undefined ? { cpuMs: cpu / 1e6, waitedMs: waited / 1e6 } : null;
  } catch {
    return null;
  }
}

/** This thread's kernel id; 0 if unknown. */
export function kernelThreadId(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return 0;
  }
}
