import type { Ledger } from '../../src/audit/ledger.js';
import { foreign, missing } from '../../src/audit/observation.js';
import type { Fate } from '../../src/model/write-fates.js';

/** One event of the key; numbers choose among the possible ones and are folded into range. */
export type Happening =
  | {
      readonly what:
        | 'acknowledge'
        | 'fail'
        | 'fail-but-apply'
        | 'doubt-applied'
        | 'doubt-held'
        | 'apply-twice'
        | 'foreign';
    }
  | { readonly what: 'save-branch' | 'barrier' }
  | { readonly what: 'roll-back' | 'apply-late' | 'switch-branch'; readonly choice: number };

interface Entry {
  readonly sequence: number;
  /** Its position in the key's history: for a late write, that of the write it covered. */
  readonly position: number;
  readonly late: boolean;
}

/**
 * A register server that knows its whole history, drives a ledger, and derives the fate of each write on its own. It
 * judges by the full history, the ledger by the single value that each write replaces. The model avoids what no single
 * value can show (two incidents between two looks at the key): `#clean` checks that, docs/write-safety.md lists it.
 */
export class RegisterModel {
  readonly #ledger: Ledger;
  #log: Entry[] = [entry(0)];
  #branches: Entry[][] = [];
  /** Nothing has happened since the last acknowledged write that it would hide. */
  #clean = true;
  #issued = 0;
  #lastAcknowledged = 0;
  #atMs = 0;
  #baseline = 0;
  readonly #fates = new Map<number, Fate | 'failed'>();
  readonly #held = new Set<number>();
  /** Held writes that a look proved not to have been applied. */
  readonly #excluded = new Set<number>();
  /** Indeterminate writes that were seen, and were gone in a later look. */
  readonly #gone = new Set<number>();
  /** Indeterminate writes that took effect, and were gone before they were seen. */
  readonly #goneUnseen = new Set<number>();
  readonly #seenLate = new Set<Entry>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    ledger.acknowledgePreload(0);
  }

  /** The current value of the key. */
  get value(): number {
    return this.#log.at(-1)?.sequence ?? missing;
  }

  run(happening: Happening): void {
    switch (happening.what) {
      case 'acknowledge':
        this.#acknowledge();
        break;
      case 'fail':
        this.#fail(false);
        break;
      case 'fail-but-apply':
        this.#fail(this.#clean);
        break;
      case 'doubt-applied':
        this.#doubt(this.#clean);
        break;
      case 'doubt-held':
        this.#doubt(false);
        break;
      case 'apply-twice':
        if (this.#clean) this.#applyTwice();
        break;
      case 'foreign':
        if (this.#clean) this.#disturb([...this.#log, entry(foreign)]);
        break;
      case 'save-branch':
        if (this.#clean && this.value === this.#lastAcknowledged) this.#branches.push([...this.#log]);
        break;
      case 'barrier':
        this.#baseline = this.#issued;
        this.#ledger.markBaseline();
        break;
      case 'roll-back':
        this.#rollBack(happening.choice);
        break;
      case 'apply-late':
        this.#applyLate(happening.choice);
        break;
      case 'switch-branch':
        this.#switchBranch(happening.choice);
    }
  }

  /** The read-back at the end. */
  finish(): void {
    this.#look();
  }

  /** The fate of each write of the measured part. */
  fates(): ReadonlyMap<number, Fate | 'failed'> {
    return new Map([...this.#fates].filter(([sequence]) => sequence > this.#baseline));
  }

  #acknowledge(): void {
    const sequence = this.#begin('survived');
    const observed = this.value;
    this.#look();
    this.#log.push(entry(sequence));
    this.#settle(sequence, observed);
  }

  #applyTwice(): void {
    const sequence = this.#begin('duplicated');
    this.#log.push(entry(sequence), entry(sequence));
    this.#settle(sequence, sequence);
  }

  #settle(sequence: number, observed: number): void {
    this.#atMs += 1;
    this.#ledger.acknowledge(0, sequence, this.#atMs, observed);
    this.#lastAcknowledged = sequence;
    this.#clean = true;
  }

  #fail(applied: boolean): void {
    const sequence = this.#begin('failed');
    if (applied) this.#disturb([...this.#log, entry(sequence)]);
    this.#ledger.fail(0, sequence);
  }

  #doubt(applied: boolean): void {
    const sequence = this.#begin('vanished');
    if (applied) this.#log.push(entry(sequence));
    else this.#held.add(sequence);
    this.#ledger.doubt(0, sequence);
  }

  #begin(fate: Fate | 'failed'): number {
    this.#issued = this.#ledger.begin(0);
    this.#fates.set(this.#issued, fate);
    return this.#issued;
  }

  #rollBack(choice: number): void {
    const log = this.#log.slice(0, choice % (this.#log.length + 1));
    // These two would hide other writes that came back or disappeared with them.
    while (log.length > 0 && isHiding(log.at(-1)!, this.#goneUnseen)) log.pop();
    this.#disturb(log);
  }

  #switchBranch(choice: number): void {
    const branch = this.#branches[choice % Math.max(1, this.#branches.length)];
    if (branch) this.#disturb([...branch]);
  }

  #applyLate(choice: number): void {
    const candidates = [...this.#excluded];
    const sequence = candidates[choice % Math.max(1, candidates.length)];
    if (sequence === undefined || !this.#clean || this.value !== this.#lastAcknowledged) return;
    this.#excluded.delete(sequence);
    this.#disturb([...this.#log, { sequence, position: this.#lastAcknowledged, late: true }]);
  }

  #disturb(log: Entry[]): void {
    this.#log = log;
    this.#clean = false;
  }

  /** Somebody sees the value: what is gone from the history is lost, and the latest value is present. */
  #look(): void {
    const top = this.#log.at(-1);
    if (top?.sequence === foreign) {
      if (this.#lastAcknowledged > 0) this.#fates.set(this.#lastAcknowledged, 'unexpected');
      return;
    }
    if (top && !top.late) this.#lookAt(top);
    const present = new Set(this.#log.map(({ sequence }) => sequence));
    for (const [sequence, fate] of this.#fates) {
      if (sequence > this.#lastAcknowledged || present.has(sequence)) continue;
      if (fate === 'survived' || fate === 'duplicated') this.#fates.set(sequence, 'lost');
      if (fate === 'recovered') this.#gone.add(sequence);
      if (fate === 'vanished' && !this.#held.has(sequence)) this.#goneUnseen.add(sequence);
    }
    if (top?.late && !this.#seenLate.has(top)) {
      this.#seenLate.add(top);
      this.#fates.set(top.sequence, 'unexpected');
      const covered = this.#fates.get(top.position);
      if (covered === 'survived' || covered === 'duplicated') this.#fates.set(top.position, 'lost');
      return;
    }
    for (const sequence of this.#held) {
      if (sequence <= (top?.position ?? missing)) continue;
      this.#held.delete(sequence);
      this.#excluded.add(sequence);
    }
  }

  #lookAt(top: Entry): void {
    const fate = this.#fates.get(top.sequence);
    if (fate === 'lost' || fate === 'failed' || this.#gone.has(top.sequence))
      this.#fates.set(top.sequence, 'unexpected');
    if (fate === 'vanished') this.#fates.set(top.sequence, 'recovered');
  }
}

function isHiding(top: Entry, goneUnseen: ReadonlySet<number>): boolean {
  return top.sequence === foreign || goneUnseen.has(top.sequence);
}

function entry(sequence: number): Entry {
  return { sequence, position: sequence, late: false };
}
