import { KeyHistory, type KeyView } from './key-history.js';
import type { LedgerShare } from './ledger-share.js';
import { type LedgerCounts, type LedgerSnapshot, ownedKeys, ringSlots } from './ledger-snapshot.js';
import { foreign, missing } from './observation.js';
import { type WriteState, writeStates } from './write-state.js';

/** The state of a ledger, by local key index: arrays for all keys, histories for those with exceptions. */
export class LedgerBooks {
  readonly share: LedgerShare;
  readonly issued: Int32Array<ArrayBuffer>;
  readonly acknowledged: Int32Array<ArrayBuffer>;
  readonly baseline: Int32Array<ArrayBuffer>;
  readonly preloaded: Uint8Array<ArrayBuffer>;
  readonly removed: Int32Array<ArrayBuffer>;
  /** Number of this worker's chained keys. */
  readonly chained: number;
  readonly histories = new Map<number, KeyHistory>();
  readonly counts: LedgerCounts;
  readonly #ring: Float64Array<ArrayBuffer>;

  constructor(share: LedgerShare, snapshot?: LedgerSnapshot) {
    const owned = ownedKeys(share.keyCount, share.workerIndex, share.workerCount);
    this.share = share;
    this.issued = snapshot?.issued ?? new Int32Array(owned);
    this.acknowledged = snapshot?.acknowledged ?? new Int32Array(owned).fill(missing);
    this.baseline = snapshot?.baseline ?? new Int32Array(owned);
    this.preloaded = snapshot?.preloaded ?? new Uint8Array(owned);
    this.removed = snapshot?.removed ?? new Int32Array(owned);
    this.chained = ownedKeys(share.chainedKeys ?? share.keyCount, share.workerIndex, share.workerCount);
    this.#ring = snapshot?.acknowledgedAtMs ?? new Float64Array(owned * ringSlots);
    this.counts = snapshot ? { ...snapshot.counts } : noCounts();
    for (const [localKey, data] of snapshot?.histories ?? []) this.histories.set(localKey, new KeyHistory(data));
  }

  /** The books as plain data, sharing their arrays. */
  toSnapshot(): LedgerSnapshot {
    const { issued, acknowledged, baseline, preloaded, removed, counts } = this;
    const histories = [...this.histories].map(([localKey, history]) => [localKey, history.toData()] as const);
    const arrays = { issued, acknowledged, baseline, preloaded, removed, acknowledgedAtMs: this.#ring };
    return { ...this.share, ...arrays, histories, counts };
  }

  history(localKey: number): KeyHistory {
    const known = this.histories.get(localKey);
    if (known) return known;
    const fresh = new KeyHistory();
    this.histories.set(localKey, fresh);
    return fresh;
  }

  stateOf(localKey: number, sequence: number): WriteState {
    return this.histories.get(localKey)?.ranges.stateOf(sequence) ?? writeStates.kept.code;
  }

  noteAcknowledgedAt(localKey: number, sequence: number, atMs: number): void {
    this.#ring[localKey * ringSlots + (sequence % ringSlots)] = atMs;
  }

  /** When the write was acknowledged; undefined if uncertain or beyond the key's ring. */
  acknowledgedAtMs(localKey: number, sequence: number): number | undefined {
    const acknowledged = this.acknowledged[localKey]!;
    if (sequence < 1 || sequence > acknowledged || sequence <= acknowledged - ringSlots) return undefined;
    const state = this.stateOf(localKey, sequence);
    const { kept, duplicated, lost } = writeStates;
    if (state !== kept.code && state !== duplicated.code && state !== lost.code) return undefined;
    return this.#ring[localKey * ringSlots + (sequence % ringSlots)];
  }

  /** A missing value explained by a removal counts as the last removal's result. */
  meaningOf(localKey: number, observed: number): number {
    return observed === missing && this.removed[localKey]! > 0 ? this.removed[localKey]! : observed;
  }

  /** Judges what a key showed to the write `next`, or to the read-back, for which `next` is one past the last write issued. */
  judge(localKey: number, observed: number, next: number, atMs: number): void {
    const look = this.look(localKey, observed, next, atMs);
    if (observed === foreign || observed > this.issued[localKey]!) {
      this.counts.foreignValues += 1;
      if (look.acknowledged < look.first || look.acknowledged <= look.baseline) this.counts.unattributedValues += 1;
      this.history(localKey).judgeForeign(look);
    } else if (observed !== look.acknowledged || this.histories.has(localKey)) {
      this.history(localKey).judge(look);
    }
  }

  look(localKey: number, found: number, next: number, atMs: number): KeyView {
    return {
      found,
      isGone: found >= 1 && found === this.removed[localKey],
      next,
      acknowledged: this.acknowledged[localKey]!,
      first: this.preloaded[localKey] === 1 ? 0 : 1,
      baseline: this.baseline[localKey]!,
      atMs,
      acknowledgedAtMs: (sequence) => this.acknowledgedAtMs(localKey, sequence),
    };
  }

  startMeasuring(): void {
    this.baseline.set(this.issued);
    Object.assign(this.counts, noCounts());
    for (const history of this.histories.values()) history.baselineLost = false;
  }
}

/** Counts at the start of a measurement. */
export function noCounts(): LedgerCounts {
  return {
    issued: 0,
    acknowledged: 0,
    failed: 0,
    indeterminate: 0,
    unobservedWrites: 0,
    foreignValues: 0,
    unattributedValues: 0,
    staleReads: 0,
    unexpectedReads: 0,
  };
}
