import type { RowReads, StaleRead } from '../model/row-reads.js';
import { type StaleCause, staleCauses } from '../model/stale-causes.js';
import { tableOf } from '../model/table.js';
import { foreign, isMarkedStale, originalOf } from './observation.js';
import { RowVersions, rowVersionsMemory } from './row-versions.js';

const mostSamples = 20;

/**
 * One worker's rows behind the cache, with versions from 0. A write is acknowledged once its invalidation has ended too: until
 * then, reads overlap it and may return either value. Cache-side times only tell the causes of stale reads apart.
 */
export class RowLedger {
  #versions: RowVersions;
  #rules: RowRules;
  #busy: Uint8Array;
  /** Fills that are under way. */
  #openFills: Uint16Array;
  /** By key, then by version: when a fill ended that a newer write had overtaken; infinite: it may still arrive. */
  #oldFills = new Map<number, Map<number, number>>();
  #invalidationSentMs: Float64Array;
  /** The last version whose invalidation was not acknowledged. */
  #notInvalidated: Int32Array;
  #acknowledgedMs = new Map<number, AcknowledgementTimes>();
  #stale = tableOf(staleCauses, () => 0);
  #maxAgeMs = 0;
  #phantom = 0;
  #unacknowledged: { readonly key: number; readonly version: number }[] = [];
  #fills = 0;
  #refusedFills = 0;
  #samples: StaleRead[] = [];

  /** `keyCount`: keys of this worker. */
  constructor(keyCount: number, rules: RowRules) {
    this.#rules = rules;
    this.#versions = new RowVersions(rowVersionsMemory(keyCount, 0));
    this.#busy = new Uint8Array(keyCount);
    this.#openFills = new Uint16Array(keyCount);
    this.#invalidationSentMs = new Float64Array(keyCount);
    this.#notInvalidated = new Int32Array(keyCount);
  }

  /** Whether a write of the key has not ended. */
  isBusy(key: number): boolean {
    return this.#busy[key] === 1;
  }

  reserve(key: number): void {
    this.#busy[key] = 1;
  }

  /** The write of a key ended, with all its steps. */
  release(key: number, isOk: boolean, nowMs: number): void {
    this.#busy[key] = 0;
    const version = this.#sent(key);
    if (!isOk) {
      this.#unacknowledged.push({ key, version });
      return;
    }
    const times = this.#acknowledgedMs.get(key) ?? new AcknowledgementTimes();
    this.#acknowledgedMs.set(key, times);
    times.add(version, nowMs, this.#invalidationSentMs[key]!);
    this.#versions.acknowledged(key, version);
  }

  /** A write is about to be sent; returns its version. */
  beginWrite(key: number): number {
    const version = this.#sent(key) + 1;
    this.#versions.sent(key, version);
    return version;
  }

  /** The oldest version that a read beginning now may return. */
  floorOf(key: number): number {
    return this.#versions.floorOf(key);
  }

  beginFill(key: number): void {
    this.#openFills[key]! += 1;
  }

  /** `refused`: the cache kept what it had. */
  fillEnded(key: number, version: number, outcome: 'ok' | 'refused' | 'fail' | 'indeterminate', nowMs: number): void {
    this.#openFills[key]! -= 1;
    if (outcome === 'ok') this.#fills += 1;
    if (outcome === 'refused') this.#refusedFills += 1;
    if (outcome === 'fail' || outcome === 'refused' || version >= this.#sent(key)) return;
    const fills = this.#oldFills.get(key) ?? new Map<number, number>();
    this.#oldFills.set(key, fills);
    const [oldest] = fills.keys();
    if (oldest !== undefined && fills.size >= mostOldFills) fills.delete(oldest);
    fills.delete(version);
    fills.set(version, outcome === 'ok' ? nowMs : Number.POSITIVE_INFINITY);
  }

  beginInvalidation(key: number, nowMs: number): void {
    this.#invalidationSentMs[key] = nowMs;
  }

  invalidationEnded(key: number, isOk: boolean): void {
    if (!isOk) this.#notInvalidated[key] = this.#sent(key);
  }

  /** A read that began at `startMs`, when the floor was `floor`, showed this. */
  read(key: number, floor: number, shown: number, startMs: number): void {
    const seen = originalOf(shown);
    if (seen === foreign || (seen >= 0 && this.#versions.isPhantom(key, seen))) this.#phantom += 1;
    if (seen < 0 || seen >= floor) return;
    const replacedMs = this.#acknowledgedMs.get(key)?.of(seen + 1) ?? startMs;
    const ageMs = Math.max(0, startMs - replacedMs);
    const cause = isMarkedStale(shown)
      ? this.#causeOfMarked(key, floor, startMs)
      : this.#causeOf(key, seen, { floor, replacedMs, startMs });
    this.#stale[cause] += 1;
    this.#maxAgeMs = Math.max(this.#maxAgeMs, ageMs);
    if (this.#samples.length < mostSamples)
      this.#samples.push({ key, returned: seen, acknowledged: floor, cause, ageMs });
  }

  snapshot(): RowSnapshot {
    return { acknowledged: this.#versions.shared.committed, unacknowledged: this.#unacknowledged };
  }

  /** Everything since the last call. */
  take(): RowReads {
    const taken = {
      stale: this.#stale,
      maxAgeMs: this.#maxAgeMs,
      phantom: this.#phantom,
      fills: this.#fills,
      refusedFills: this.#refusedFills,
      samples: this.#samples,
    };
    this.#stale = tableOf(staleCauses, () => 0);
    this.#maxAgeMs = this.#phantom = this.#fills = this.#refusedFills = 0;
    this.#samples = [];
    return taken;
  }

  /** The cache said itself that the value is stale: a write has marked it. */
  #causeOfMarked(key: number, floor: number, startMs: number): StaleCause {
    const markedMs = this.#acknowledgedMs.get(key)?.of(floor) ?? startMs;
    return startMs - markedMs <= (this.#rules.markedMs ?? 0) ? 'allowed' : 'late';
  }

  #causeOf(key: number, seen: number, { floor, replacedMs, startMs }: StaleTimes): StaleCause {
    const { allowedMs } = this.#rules;
    if (allowedMs !== null) return this.#isWithinTtl(key, seen, replacedMs, startMs - allowedMs) ? 'allowed' : 'late';
    // A reader never replaces a newer value, and without one, the cache has lost it.
    if (this.#rules.writesBehind) return 'lostInvalidation';
    if (this.#notInvalidated[key]! > seen) return 'notInvalidated';
    const filledMs = this.#oldFills.get(key)?.get(seen) ?? Number.NEGATIVE_INFINITY;
    const invalidatedMs = this.#acknowledgedMs.get(key)?.invalidated(floor) ?? Number.NEGATIVE_INFINITY;
    const isRace = this.#openFills[key]! > 0 || filledMs >= invalidatedMs;
    return isRace ? 'race' : 'lostInvalidation';
  }

  /** Whether a value that was replaced at `replacedMs`, and maybe cached even later, can have been cached after `sinceMs`. */
  #isWithinTtl(key: number, seen: number, replacedMs: number, sinceMs: number): boolean {
    const filledMs = this.#oldFills.get(key)?.get(seen) ?? Number.NEGATIVE_INFINITY;
    return this.#openFills[key]! > 0 || Math.max(replacedMs, filledMs) >= sinceMs;
  }

  #sent(key: number): number {
    return this.#versions.shared.sent[key]!;
  }
}

/** The floor and the start of a read, and when what it returned had been replaced. */
interface StaleTimes {
  readonly floor: number;
  readonly replacedMs: number;
  readonly startMs: number;
}

/** What a pattern means for its rows. */
export interface RowRules {
  /** How long the cache may return a value that was replaced; null: writes invalidate it. */
  readonly allowedMs: number | null;
  /** How long it may return a value that a write has marked as stale; null: writes mark none. */
  readonly markedMs: number | null;
  /** Whether the cache has values before the origin. */
  readonly writesBehind: boolean;
}

/** Which writes of a worker's rows were acknowledged. */
export interface RowSnapshot {
  /** By the worker's own key: the newest acknowledged version; 0: none. */
  readonly acknowledged: Int32Array;
  /** Versions that were not. */
  readonly unacknowledged: readonly { readonly key: number; readonly version: number }[];
}

const mostOldFills = 8;
const mostTimes = 1_000;

/** When the newest versions of a row were acknowledged, each directly or with a newer one. */
class AcknowledgementTimes {
  #first = 1;
  #times: { readonly atMs: number; readonly invalidatedMs: number }[] = [];

  add(version: number, atMs: number, invalidatedMs: number): void {
    while (this.#first + this.#times.length <= version) this.#times.push({ atMs, invalidatedMs });
    if (this.#times.length <= mostTimes) return;
    this.#times.splice(0, mostTimes / 2);
    this.#first += mostTimes / 2;
  }

  /** For a version that is no longer known: the oldest known time, so that ages are rather too short. */
  of(version: number): number | undefined {
    return this.#times[Math.max(0, version - this.#first)]?.atMs;
  }

  /** When the invalidation of a version was sent. */
  invalidated(version: number): number | undefined {
    return this.#times[Math.max(0, version - this.#first)]?.invalidatedMs;
  }
}
