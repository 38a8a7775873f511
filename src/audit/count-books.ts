import type { CountExceptions, CountLoss, CountSnapshot, CountTotals } from './count-snapshot.js';
import type { LedgerShare } from './ledger-share.js';
import { ownedKeys, ringSlots } from './ledger-snapshot.js';
import { missing } from './observation.js';

/** Replaces a key's expected value when it is unknown. */
export const unknown = -1;

/** The state of a count ledger, by local key: arrays for all keys, exceptions for those that have any. */
export class CountBooks {
  readonly share: LedgerShare;
  readonly firstNumber: number;
  readonly least: Int32Array<ArrayBuffer>;
  readonly open: Int32Array<ArrayBuffer>;
  readonly baselineOpen: Int32Array<ArrayBuffer>;
  readonly baseline: Int32Array<ArrayBuffer>;
  readonly acknowledged: Int32Array<ArrayBuffer>;
  readonly exceptions = new Map<number, CountExceptions>();
  readonly totals: CountTotals;
  readonly #ring: Float64Array<ArrayBuffer>;

  constructor(share: LedgerShare, firstNumber: number, snapshot?: CountSnapshot) {
    const owned = ownedKeys(share.keyCount, share.workerIndex, share.workerCount);
    this.share = share;
    this.firstNumber = firstNumber;
    this.least = snapshot?.least ?? new Int32Array(owned);
    this.open = snapshot?.open ?? new Int32Array(owned);
    this.baselineOpen = snapshot?.baselineOpen ?? new Int32Array(owned);
    this.baseline = snapshot?.baseline ?? new Int32Array(owned);
    this.acknowledged = snapshot?.acknowledged ?? new Int32Array(owned);
    this.#ring = snapshot?.acknowledgedAtMs ?? new Float64Array(owned * ringSlots);
    this.totals = snapshot ? { ...snapshot.totals } : noTotals();
    for (const [localKey, exceptions] of snapshot?.exceptions ?? [])
      this.exceptions.set(localKey, structuredClone(exceptions));
  }

  /** The books as plain data, sharing their arrays. */
  toSnapshot(): CountSnapshot {
    const { share, firstNumber, least, open, baselineOpen, baseline, acknowledged, totals } = this;
    const arrays = { least, open, baselineOpen, baseline, acknowledged, acknowledgedAtMs: this.#ring };
    return { share, firstNumber, ...arrays, exceptions: [...this.exceptions], totals };
  }

  startMeasuring(): void {
    this.baseline.set(this.least);
    this.baselineOpen.set(this.open);
    this.acknowledged.fill(0);
    Object.assign(this.totals, noTotals());
    for (const exceptions of this.exceptions.values()) {
      exceptions.baselineVanished += exceptions.vanished;
      exceptions.vanished = 0;
      exceptions.recovered = 0;
      exceptions.surplus = 0;
      exceptions.losses = [];
      exceptions.baselineLost = false;
    }
  }

  /** The count that brought the key to its expected value was acknowledged. */
  noteAcknowledgedAt(localKey: number, atMs: number): void {
    const number = this.least[localKey]!;
    if (number >= 0) this.#ring[localKey * ringSlots + (number % ringSlots)] = atMs;
  }

  /**
   * Judges the value a key shows: `missing` if there is no key, another negative number if the value is not ours. `pending`:
   * acknowledged counts that took effect after that.
   */
  look(localKey: number, shown: number, atMs: number, pending = 0): void {
    const found = shown === missing ? 0 : shown;
    const least = this.least[localKey]!;
    const open = this.open[localKey]!;
    if (found < 0) this.totals.foreignValues += 1;
    else if (least === unknown || found < least) this.#settleOpen(localKey, 0);
    else this.#settleOpen(localKey, Math.min(open, found - least));
    if (found >= 0 && found < least) this.#lose(localKey, found, atMs, this.acknowledged[localKey]! - pending);
    if (least !== unknown && found > least + open) this.#exceed(localKey, least + open + 1, found);
    // Whoever wrote a foreign value, the numbers up to here don't follow from our counts.
    if (least === unknown && found >= 0) this.#exceptions(localKey).unpromised = [1, found];
    this.least[localKey] = found < 0 ? unknown : found;
  }

  /** This many indeterminate counts took effect; the others did not. */
  #settleOpen(localKey: number, recovered: number): void {
    const open = this.open[localKey]!;
    if (open === 0) return;
    const least = this.least[localKey]!;
    if (recovered > 0) this.#exceptions(localKey).unpromised.push(least + 1, least + recovered);
    const ofBaseline = this.baselineOpen[localKey]!;
    const baselineRecovered = Math.min(recovered, ofBaseline);
    const vanished = open - ofBaseline - (recovered - baselineRecovered);
    this.totals.recovered += recovered - baselineRecovered;
    this.totals.vanished += vanished;
    if (recovered > baselineRecovered) this.#exceptions(localKey).recovered += recovered - baselineRecovered;
    if (recovered < open) {
      const exceptions = this.#exceptions(localKey);
      exceptions.vanished += vanished;
      exceptions.baselineVanished += ofBaseline - baselineRecovered;
    }
    this.open[localKey] = 0;
    this.baselineOpen[localKey] = 0;
  }

  /** Everything above `found` is gone: its acknowledged counts are lost. `settled`: those that can be. */
  #lose(localKey: number, found: number, atMs: number, settled: number): void {
    const exceptions = this.#exceptions(localKey);
    const least = this.least[localKey]!;
    const baseline = this.baseline[localKey]!;
    for (const [from, to] of without(exceptions.unpromised, found + 1, least)) {
      if (from <= baseline) exceptions.baselineLost = true;
      if (to <= baseline) continue;
      const first = Math.max(from, baseline + 1);
      exceptions.losses.push(this.#describeLoss(localKey, first, to, found, atMs));
    }
    // A count that was applied twice, and is lost, is lost.
    const both = Math.max(0, exceptions.surplus + lostOf(exceptions) - settled);
    exceptions.surplus -= both;
    this.totals.duplicated -= both;
    exceptions.unpromised = clipped(exceptions.unpromised, found);
    this.baseline[localKey] = Math.min(baseline, found);
  }

  #describeLoss(localKey: number, from: number, to: number, found: number, atMs: number): CountLoss {
    const acknowledgedAtMs: number[] = [];
    const least = this.least[localKey]!;
    for (let number = to; number >= from && number > least - ringSlots; number -= 1)
      acknowledgedAtMs.unshift(this.#ring[localKey * ringSlots + (number % ringSlots)]!);
    return { from, to, found: found === 0 ? missing : found, detectedAtMs: atMs, acknowledgedAtMs };
  }

  /**
   * The value exceeds every possible total: ruled-out counts took effect late or reappeared, and only the rest was counted
   * twice.
   */
  #exceed(localKey: number, from: number, to: number): void {
    const exceptions = this.#exceptions(localKey);
    exceptions.unpromised.push(from, to);
    let rest = to - from + 1;
    const take = (most: number) => {
      const taken = Math.min(rest, most);
      rest -= taken;
      return taken;
    };
    exceptions.baselineVanished -= take(exceptions.baselineVanished);
    const late = take(exceptions.vanished);
    exceptions.vanished -= late;
    this.totals.vanished -= late;
    this.totals.recovered += late;
    exceptions.recovered += late;
    for (const loss of exceptions.losses.toReversed()) {
      const returned = take(loss.to - loss.from + 1);
      loss.to -= returned;
      loss.acknowledgedAtMs.splice(loss.acknowledgedAtMs.length - returned, returned);
      exceptions.surplus += returned;
      this.totals.unexpected += returned;
    }
    const duplicated = take(this.acknowledged[localKey]! - exceptions.surplus - lostOf(exceptions));
    exceptions.surplus += duplicated;
    // A key all of whose counts went unanswered: one of them was applied twice.
    const unanswered = take(exceptions.recovered);
    exceptions.recovered -= unanswered;
    this.totals.recovered -= unanswered;
    this.totals.duplicatedUnanswered += unanswered;
    this.totals.duplicated += duplicated + unanswered;
    if (rest > 0) this.totals.foreignValues += 1;
  }

  #exceptions(localKey: number): CountExceptions {
    const known = this.exceptions.get(localKey);
    if (known) return known;
    const fresh: CountExceptions = {
      unpromised: [],
      losses: [],
      recovered: 0,
      vanished: 0,
      baselineVanished: 0,
      surplus: 0,
      baselineLost: false,
    };
    this.exceptions.set(localKey, fresh);
    return fresh;
  }
}

/** Number of lost acknowledged counts of a key. */
export function lostOf({ losses }: CountExceptions): number {
  return losses.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

/** The parts of an interval outside all ranges, in ascending order. */
function* without(ranges: readonly number[], from: number, to: number): Generator<readonly [from: number, to: number]> {
  let next = from;
  for (let at = 0; at < ranges.length; at += 2) {
    const [first, last] = [ranges[at]!, ranges[at + 1]!];
    if (last < next || first > to) continue;
    if (first > next) yield [next, first - 1];
    next = last + 1;
  }
  if (next <= to) yield [next, to];
}

/** The ranges, clipped at `most`. */
function clipped(ranges: readonly number[], most: number): number[] {
  const kept: number[] = [];
  for (let at = 0; at < ranges.length; at += 2)
    if (ranges[at]! <= most) kept.push(ranges[at]!, Math.min(ranges[at + 1]!, most));
  return kept;
}

function noTotals(): CountTotals {
  return {
    issued: 0,
    acknowledged: 0,
    failed: 0,
    indeterminate: 0,
    recovered: 0,
    vanished: 0,
    duplicated: 0,
    duplicatedUnanswered: 0,
    unexpected: 0,
    foreignValues: 0,
  };
}
