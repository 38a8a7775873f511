import type { ServerCounters } from '../topology/topology.js';

/** By which a server may have taken keys away, as its own counters tell. */
export const removalCounts = ['expired', 'evicted', 'flushed'] as const;
export type RemovalCount = (typeof removalCounts)[number];

/**
 * What one server did, from samples of its counters. A restart sets those back: what it had counted until the last sample
 * before stays in the sum. Moments are on the monotonic clock.
 */
export class ServerCounts {
  readonly removed: Record<RemovalCount, number> = { expired: 0, evicted: 0, flushed: 0 };
  /** The last sample before a count of each sort first rose: no key was taken so before. */
  readonly firstRemovedMs: Partial<Record<RemovalCount, number>> = {};
  /** The last sample before it first was another process than before, or gave no answer; null: neither. */
  goneMs: number | null = null;
  latest: ServerCounters;
  executedCommands = 0;
  usedMemoryBytes: number;
  #commands: readonly string[];
  #cpuSeconds = 0;
  #sinceMs: number;
  #untilMs: number;
  #atMs: number;
  #isMeasured = false;

  /** `isFresh`: it was started for this run and after the first samples, so that all it has counted counts. */
  constructor(counters: ServerCounters, atMs: number, commands: readonly string[], isFresh: boolean) {
    this.latest = counters;
    this.#commands = commands;
    this.usedMemoryBytes = counters.usedMemoryBytes;
    this.#sinceMs = this.#untilMs = this.#atMs = atMs;
    if (isFresh) this.#add(counters, nothing, atMs);
  }

  /** Of one core, over the measured part; null while no time has passed, or where the server does not say. */
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

  /** It gave no answer, or does not run. */
  silent(): void {
    this.goneMs ??= this.#atMs;
  }

  /** CPU and commands count from the latest sample on; what was removed stays. */
  startMeasuring(): void {
    this.#sinceMs = this.#untilMs = this.#atMs;
    this.#cpuSeconds = 0;
    this.executedCommands = 0;
  }

  /** CPU, commands and memory stay as they are; what is removed goes on. */
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
    this.usedMemoryBytes = counters.usedMemoryBytes;
    this.#untilMs = atMs;
  }
}

type Counted = Pick<
  ServerCounters,
  'cpuSeconds' | 'calls' | 'usedMemoryBytes' | 'evictedKeys' | 'expiredKeys' | 'reclaimedKeys' | 'flushes'
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
  // Once something was flushed, what is taken back may be that.
  expired: (before, after) =>
    growth(before.expiredKeys, after.expiredKeys) +
    (after.flushes === 0 ? growth(before.reclaimedKeys ?? 0, after.reclaimedKeys ?? 0) : 0),
  evicted: (before, after) => growth(before.evictedKeys, after.evictedKeys),
  flushed: (before, after) => growth(before.flushes, after.flushes),
};

/** Somebody may have set the counters back (CONFIG RESETSTAT): then all that they show is new. */
function growth(before: number, after: number): number {
  return after >= before ? after - before : after;
}

/** By the process that it names; where it names none, by CPU time that went back, which nobody can set back. */
function isOfAnotherProcess(counters: ServerCounters, before: ServerCounters): boolean {
  if (counters.process !== null && before.process !== null) return counters.process !== before.process;
  return counters.cpuSeconds !== null && before.cpuSeconds !== null && counters.cpuSeconds < before.cpuSeconds;
}

function callsOf({ calls }: Pick<Counted, 'calls'>, commands: readonly string[]): number {
  return commands.reduce((sum, command) => sum + (calls[command] ?? 0), 0);
}
