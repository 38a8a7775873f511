import type { ReplayBatch } from '../load/replay/replay-plan.js';
import type { ReplayedRequest } from './replayed-request.js';

/** Collects the operations of one load thread until they are taken as a batch. Its memory is reused, and grows as needed. */
export class BatchBuilder {
  count = 0;
  bytes = 0;
  #dueMs: Float64Array;
  #kinds: Uint16Array;
  #hashSlots: Uint16Array;
  #ends: Uint32Array;
  #requests = Buffer.allocUnsafeSlow(64 * 1024);

  /** `most`: operations in a batch. */
  constructor(most: number) {
    this.#dueMs = new Float64Array(most);
    this.#kinds = new Uint16Array(most);
    this.#hashSlots = new Uint16Array(most);
    this.#ends = new Uint32Array(most);
  }

  add(dueMs: number, kind: number, hashSlot: number, { text }: ReplayedRequest): void {
    const { count } = this;
    if (this.bytes + text.length > this.#requests.length) this.#grow(text.length);
    this.bytes += this.#requests.write(text, this.bytes, 'latin1');
    this.#dueMs[count] = dueMs;
    this.#kinds[count] = kind;
    this.#hashSlots[count] = hashSlot;
    this.#ends[count] = this.bytes;
    this.count = count + 1;
  }

  /** A batch with memory of its own. */
  take(): ReplayBatch {
    const { count, bytes } = this;
    [this.count, this.bytes] = [0, 0];
    return {
      dueMs: this.#dueMs.slice(0, count),
      kinds: this.#kinds.slice(0, count),
      hashSlots: this.#hashSlots.slice(0, count),
      ends: this.#ends.slice(0, count),
      requests: new Uint8Array(this.#requests.subarray(0, bytes)),
    };
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(2 * (this.#requests.length + needed));
    this.#requests.copy(grown, 0, 0, this.bytes);
    this.#requests = grown;
  }
}
