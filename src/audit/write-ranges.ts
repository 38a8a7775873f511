import { type WriteState, writeStates } from './write-state.js';

const kept = writeStates.kept.code;

/**
 * The states of one key's writes by sequence number, as sorted ranges. Anything outside the ranges is `kept`; neighbours in
 * the same state share a range, so that an outage of any length with one outcome is a single range.
 */
export class WriteRanges {
  /** Triples of first sequence, last sequence, state. */
  #triples: number[];

  constructor(triples: readonly number[] = []) {
    this.#triples = [...triples];
  }

  /** The flat triples (first, last, state), for transfer to another thread and the constructor there. */
  get triples(): readonly number[] {
    return this.#triples;
  }

  stateOf(sequence: number): WriteState {
    const at = this.#firstEndingAtOrAfter(sequence);
    const from = this.#triples[at];
    return from !== undefined && from <= sequence ? (this.#triples[at + 2] as WriteState) : kept;
  }

  assign(sequence: number, state: WriteState): void {
    this.rewrite(sequence, sequence, () => state);
  }

  /** Replaces the state of each uniform stretch between `from` and `to`, both included, with the result of `change`. */
  rewrite(from: number, to: number, change: (state: WriteState, from: number, to: number) => WriteState): void {
    if (from > to) return;
    const triples = this.#triples;
    const start = this.#firstEndingAtOrAfter(from);
    if (start === triples.length) {
      append(triples, from, to, change(kept, from, to));
      return;
    }
    const fresh: number[] = [];
    let next = from;
    let end = start;
    for (; end < triples.length && triples[end]! <= to; end += 3) {
      const [rangeFrom, rangeTo, state] = [triples[end]!, triples[end + 1]!, triples[end + 2] as WriteState];
      if (rangeFrom < from) append(fresh, rangeFrom, from - 1, state);
      if (rangeFrom > next) append(fresh, next, rangeFrom - 1, change(kept, next, rangeFrom - 1));
      const [changedFrom, changedTo] = [Math.max(rangeFrom, from), Math.min(rangeTo, to)];
      append(fresh, changedFrom, changedTo, change(state, changedFrom, changedTo));
      if (rangeTo > to) append(fresh, to + 1, rangeTo, state);
      next = changedTo + 1;
    }
    if (next <= to) append(fresh, next, to, change(kept, next, to));
    this.#replace(start, end, fresh);
  }

  /** Replaces the triples in [start, end) with `fresh`, and merges equal neighbours. */
  #replace(start: number, end: number, fresh: number[]): void {
    const triples = this.#triples;
    const joined: number[] = [];
    const first = Math.max(0, start - 3);
    const last = Math.min(triples.length, end + 3);
    for (let at = first; at < start; at += 3) append(joined, triples[at]!, triples[at + 1]!, triples[at + 2]!);
    for (let at = 0; at < fresh.length; at += 3) append(joined, fresh[at]!, fresh[at + 1]!, fresh[at + 2]!);
    for (let at = end; at < last; at += 3) append(joined, triples[at]!, triples[at + 1]!, triples[at + 2]!);
    this.#triples = triples.slice(0, first).concat(joined, triples.slice(last));
  }

  /** Index of the first triple whose last sequence is at least `sequence`; the length if there is none. */
  #firstEndingAtOrAfter(sequence: number): number {
    let low = 0;
    let high = this.#triples.length / 3;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#triples[middle * 3 + 1]! < sequence) low = middle + 1;
      else high = middle;
    }
    return low * 3;
  }
}

function append(triples: number[], from: number, to: number, state: number): void {
  if (state === kept) return;
  const end = triples.length;
  if (end > 0 && triples[end - 1] === state && triples[end - 2] === from - 1) triples[end - 2] = to;
  else triples.push(from, to, state);
}
