const most = 4096;

interface BlockBegin {
  readonly block: number;
  readonly begin: number;
}

/**
 * Remembers where every n-th block begins, so that any block is a short walk away, in constant memory: when all places are
 * taken, every second one is dropped and n doubles.
 */
export class Checkpoints {
  #begins = new Float64Array(most);
  /** Block 0 begins at 0. */
  #known = 1;
  #stride = 1;

  /** Records where a block begins, if it is the next one to keep. */
  pass(block: number, begin: number): void {
    if (block !== this.#known * this.#stride) return;
    if (this.#known === most) {
      for (let place = 0; place < most / 2; place += 1) this.#begins[place] = this.#begins[2 * place]!;
      this.#known = most / 2;
      this.#stride *= 2;
    }
    this.#begins[this.#known] = begin;
    this.#known += 1;
  }

  /** The last recorded block up to this one. */
  lastAtMost(block: number): BlockBegin {
    return this.#at(Math.min(this.#known - 1, Math.floor(block / this.#stride)));
  }

  /** The last recorded block that begins before this time, with `unitMs` per unit; otherwise block 0. */
  lastBefore(elapsedMs: number, unitMs: number): BlockBegin {
    let [low, high] = [0, this.#known - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#begins[middle]! * unitMs < elapsedMs) low = middle;
      else high = middle - 1;
    }
    return this.#at(low);
  }

  #at(place: number): BlockBegin {
    return { block: place * this.#stride, begin: this.#begins[place]! };
  }
}
