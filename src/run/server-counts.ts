import type { ServerCounters } from '../topology/data-access.js';

/** Reasons for which a server removes keys, according to its own counters. */
export const removalCounts = ['expired', 'evicted', 'flushed'] as const;
export type RemovalCount = (typeof removalCounts)[number];

/**
 * What one server did, from samples of its counters. A restart resets them: the total keeps what was counted up to the last
 * sample before it. Times are on the monotonic clock.
 */
export class ServerCounts {
  readonly removed: Record<RemovalCount, number> = { expired: 0, evicted: 0, flushed: 0 };
  /** The last sample before each count first rose: no key was removed for that reason before. */
  readonly firstRemovedMs: Partial<Record<RemovalCount, number>> = {};
  /** The last sample before it first changed its process or stopped answering; null: neither happened. */
  goneMs: number | null = null;
  latest: ServerCounters;
  executedCommands = 0;
  usedMemoryBytes: number;
  /** Keys and values; null: not reported. */
  datasetBytes: number | null;
  /** Sent to clients over the measured part. */
  outputBytes = 0;
  /** Calls and CPU time over the measured part, by command of the load. */
  uses: Readonly<Record<string, { readonly calls: number; readonly cpuUs: number }>> = {};
  #commands: readonly string[];
  #cpuSeconds = 0;
  #sinceMs: number;
  #untilMs: number;
  #atMs: number;
  #isMeasured = false;

  /** `isFresh`: it was started for this run and after the first samples, so that its whole count is included. */
  constructor(counters: ServerCounters, atMs: number, commands: readonly string[], isFresh: boolean) {
    this.latest = counters;
    this.#commands = commands;
    this.usedMemoryBytes = counters.usedMemoryBytes;
    this.datasetBytes = counters.datasetBytes ?? null;
    this.#sinceMs = this.#untilMs = this.#atMs = atMs;
    if (isFresh) this.#add(counters, nothing, atMs);
  }

  /** Percentage of one core over the measured part; null while no time has passed, or if the server does not report it. */
  get cpuPercent(): number | null {
    const elapsedMs = this.#untilMs - this.#sinceMs;
    return elapsedMs > 0 && this.latest.cpuSeconds !== null ? (this.#cpuSeconds / (elapsedMs / 1000)) * 100 : null;
  }

  note(counters: ServerCounters, atMs: number): void {
    const isRestarted = isOfAnotherProcess(counters, this.latest);
    if (isRestarted) this.goneMs ??= this.#atMs;
    this.#add(counters, isRestarted ? nothing : this.latest, atMs);
    this.latest = counters;
    this.#atMs = atMs;
  }

  /** It did not answer, or is not running. */
  silent(): void {
    this.goneMs ??= this.#atMs;
  }

  /** CPU, commands and bytes count from the latest sample on; removals keep counting from the start. */
  startMeasuring(): void {
    this.#sinceMs = this.#untilMs = this.#atMs;
    this.#cpuSeconds = this.executedCommands = this.outputBytes = 0;
    this.uses = {};
  }

  /** CPU, commands and memory are frozen; removals keep counting. */
  finishMeasuring(): void {
    this.#isMeasured = true;
  }

  #add(counters: Counted, before: Counted, atMs: number): void {
    for (const sort of removalCounts) {
      const grown = removedBetween[sort](before, counters);
      if (grown > 0) this.firstRemovedMs[sort] ??= this.#atMs;
      this.removed[sort] += grown;
    }
    if (this.#isMeasured) return;
    this.#cpuSeconds += growth(before.cpuSeconds ?? 0, counters.cpuSeconds ?? 0);
    this.executedCommands += growth(callsOf(before, this.#commands), callsOf(counters, this.#commands));
    this.outputBytes += growth(before.outputBytes ?? 0, counters.outputBytes ?? 0);
    for (const command of this.#commands) this.#addUse(command, counters, before);
    this.usedMemoryBytes = counters.usedMemoryBytes;
    this.datasetBytes = counters.datasetBytes ?? null;
    this.#untilMs = atMs;
  }

  #addUse(command: string, counters: Counted, before: Counted): void {
    const { calls, cpuUs } = this.uses[command] ?? { calls: 0, cpuUs: 0 };
    const used = {
      calls: calls + growth(before.calls[command] ?? 0, counters.calls[command] ?? 0),
      cpuUs: cpuUs + growth(before.commandUs?.[command] ?? 0, counters.commandUs?.[command] ?? 0),
    };
    this.uses = { ...this.uses, [command]: used };
  }
}

type Counted = Pick<
  ServerCounters,
  | 'cpuSeconds'
  | 'calls'
  | 'commandUs'
  | 'outputBytes'
  | 'usedMemoryBytes'
  | 'datasetBytes'
  | 'evictedKeys'
  | 'expiredKeys'
  | 'reclaimedKeys'
  | 'flushes'
>;
const nothing: Counted = {
  cpuSeconds: 0,
  calls: {},
  usedMemoryBytes: 0,
  evictedKeys: 0,
  expiredKeys: 0,
  flushes: 0,
};

const removedBetween: Readonly<Record<RemovalCount, (before: Counted, after: Counted) => number>> = {
  // After a flush, a decrease may be due to it.
  expired: (before, after) =>
    growth(before.expiredKeys, after.expiredKeys) +
    (after.flushes === 0 ? growth(before.reclaimedKeys ?? 0, after.reclaimedKeys ?? 0) : 0),
  evicted: (before, after) => growth(before.evictedKeys, after.evictedKeys),
  flushed: (before, after) => growth(before.flushes, after.flushes),
};

/** The counters may have been reset (CONFIG RESETSTAT): then their whole value is new. */
function growth(before: number, after: number): number {
  return after >= before ? after - before : after;
}

/** Compares the reported process; without one, detects CPU time that decreased, which can't be reset. */
function isOfAnotherProcess(counters: ServerCounters, before: ServerCounters): boolean {
  if (counters.process !== null && before.process !== null) return counters.process !== before.process;
  return counters.cpuSeconds !== null && before.cpuSeconds !== null && counters.cpuSeconds < before.cpuSeconds;
}

function callsOf({ calls }: Pick<Counted, 'calls'>, commands: readonly string[]): number {
  return commands.reduce((sum, command) => sum + (calls[command] ?? 0), 0);
}
