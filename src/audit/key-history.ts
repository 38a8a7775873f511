import type { FoundWas, Loss } from './loss.js';
import { missing } from './observation.js';
import { WriteRanges } from './write-ranges.js';
import { type WriteState, writeStates } from './write-state.js';

const kept = writeStates.kept.code;
const failed = writeStates.failed.code;
const doubted = writeStates.doubted.code;
const vanished = writeStates.vanished.code;
const recovered = writeStates.recovered.code;
const undone = writeStates.undone.code;
const lost = writeStates.lost.code;
const duplicated = writeStates.duplicated.code;
const unexpected = writeStates.unexpected.code;

/** What one look at a key showed, and what the ledger knew about the key at that moment. */
export interface KeyView {
  /** The sequence number found, or `missing`, or `foreign`. */
  readonly found: number;
  /** Whether it found the state a removal leaves: no value. */
  readonly isGone: boolean;
  /** The write whose reply showed it; one past the last write for a read-back. */
  readonly next: number;
  /** The last acknowledged write before `next`. */
  readonly acknowledged: number;
  /** The earliest value the key ever had: 0 if preloaded, otherwise 1. */
  readonly first: number;
  /** The last write of the preload or warm-up. */
  readonly baseline: number;
  readonly atMs: number;
  /** When a write was acknowledged; undefined if no longer known. */
  readonly acknowledgedAtMs: (sequence: number) => number | undefined;
}

/** A key's history as plain data. */
export interface KeyHistoryData {
  readonly triples: readonly number[];
  readonly losses: readonly Loss[];
  readonly latePositions: readonly (readonly [sequence: number, position: number])[];
  readonly baselineLost: boolean;
}

/** The exceptions in the history of one key; most keys have none. Rules: docs/write-safety.md. */
export class KeyHistory {
  readonly ranges: WriteRanges;
  readonly losses: Loss[];
  /** A preload or warm-up write was found to be lost after the barrier. */
  baselineLost: boolean;
  /** Writes that took effect late, each with the write it covered: its position in the history. */
  readonly #latePositions: Map<number, number>;

  constructor(data?: KeyHistoryData) {
    this.ranges = new WriteRanges(data?.triples);
    this.losses = [...(data?.losses ?? [])];
    this.baselineLost = data?.baselineLost ?? false;
    this.#latePositions = new Map(data?.latePositions);
  }

  toData(): KeyHistoryData {
    return {
      triples: this.ranges.triples,
      losses: this.losses,
      latePositions: [...this.#latePositions],
      baselineLost: this.baselineLost,
    };
  }

  /** Judges what a look at the key reveals about its writes. The look showed one of our writes, or nothing. */
  judge(view: KeyView): void {
    const { found } = view;
    if (found === view.next) {
      this.ranges.assign(found, duplicated);
      return;
    }
    const state = found === missing ? kept : this.ranges.stateOf(found);
    if (state === doubted) this.ranges.assign(found, recovered);
    if (isRuledOut(state)) this.ranges.assign(found, unexpected);
    if (found < view.acknowledged && (state === failed || state === vanished)) {
      this.#coverTip(view);
    } else {
      const position = this.#latePositions.get(found) ?? found;
      const foundWas = state === lost || state === undone ? 'returned' : 'kept';
      this.#rollBack(view, position + 1, view.next - 1, foundWas);
    }
  }

  /** A value that nobody wrote replaces the last acknowledged write. */
  judgeForeign(view: KeyView): void {
    if (view.acknowledged >= view.first) this.ranges.assign(view.acknowledged, unexpected);
  }

  /** A kept write is lost, by evidence other than a value. */
  ruleLost(view: KeyView, sequence: number): void {
    this.#rollBack(view, sequence, sequence, 'kept');
  }

  /** Whether a later write of this key took effect without anyone seeing what it replaced. */
  concealsLossOf(sequence: number): boolean {
    const { triples } = this.ranges;
    for (let at = triples.length - 3; at >= 0 && triples[at + 1]! > sequence; at -= 3) {
      const state = triples[at + 2];
      if (state === recovered || state === duplicated || state === unexpected) return true;
    }
    return false;
  }

  /** A write took effect late, on top of the last acknowledged one: it covers that write, but not those below. */
  #coverTip(view: KeyView): void {
    this.#latePositions.set(view.found, view.acknowledged);
    this.#rollBack(view, view.acknowledged, view.acknowledged, 'late');
  }

  /** The writes between `from` and `to` are not part of the history. */
  #rollBack(view: KeyView, from: number, to: number, foundWas: FoundWas): void {
    this.ranges.rewrite(Math.max(from, view.first), to, (state, stretchFrom, stretchTo) => {
      if (state === doubted) return vanished;
      if (state === recovered) return undone;
      if (state !== kept && state !== duplicated) return state;
      if (stretchFrom <= view.baseline) this.baselineLost = true;
      this.losses.push(describeLoss(view, stretchFrom, stretchTo, foundWas));
      return lost;
    });
  }
}

function isRuledOut(state: WriteState): boolean {
  return state === failed || state === vanished || state === undone || state === lost;
}

function describeLoss(view: KeyView, from: number, to: number, foundWas: FoundWas): Loss {
  const acknowledgedAtMs: number[] = [];
  for (let sequence = to; sequence >= from; sequence -= 1) {
    const atMs = view.acknowledgedAtMs(sequence);
    if (atMs === undefined) break;
    acknowledgedAtMs.unshift(atMs);
  }
  const acknowledgedByMs = acknowledgedAtMs[0] ?? view.acknowledgedAtMs(view.acknowledged) ?? view.atMs;
  const found = view.isGone ? missing : view.found;
  return { from, to, found, foundWas, detectedAtMs: view.atMs, acknowledgedAtMs, acknowledgedByMs };
}
