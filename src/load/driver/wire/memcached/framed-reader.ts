import type { ProtocolReader } from '../protocol.js';

/** Returned by `ReplyCutter` for an incomplete reply, and for bytes that are not a reply. */
export const incomplete = -1;
export const garbage = -2;

/**
 * Reports the reply at `at` to the listener and returns the position after it; otherwise `incomplete` or `garbage`. Bytes
 * from `end` on are not its own.
 */
export type ReplyCutter = (buffer: Buffer, at: number, end: number) => number;

const smallestCarryBytes = 1024;

/** Splits socket data into replies, without allocating for a reply that arrives whole. */
export class FramedReader implements ProtocolReader {
  #cut: ReplyCutter;
  /** The start of a reply whose rest has not arrived. */
  #carry = Buffer.alloc(smallestCarryBytes);
  #carriedBytes = 0;
  #mostBytes: number;

  /** A reply longer than `mostReplyBytes` is invalid. */
  constructor(cut: ReplyCutter, mostReplyBytes: number) {
    this.#cut = cut;
    this.#mostBytes = mostReplyBytes;
  }

  read(buffer: Buffer, length: number): boolean {
    if (this.#carriedBytes === 0) return this.#readFrom(buffer, length);
    this.#append(buffer, 0, length);
    return this.#readFrom(this.#carry, this.#carriedBytes);
  }

  #readFrom(buffer: Buffer, length: number): boolean {
    let at = 0;
    while (at < length) {
      const next = this.#cut(buffer, at, length);
      if (next === incomplete) {
        if (length - at > this.#mostBytes) return false;
        this.#keep(buffer, at, length);
        return true;
      }
      if (next === garbage) return false;
      at = next;
    }
    this.#carriedBytes = 0;
    return true;
  }

  #keep(buffer: Buffer, start: number, end: number): void {
    // When a long value arrives in many chunks, a carry that holds it from its start stays in place.
    if (buffer === this.#carry && start === 0) return;
    this.#carriedBytes = 0;
    this.#append(buffer, start, end);
  }

  #append(buffer: Buffer, start: number, end: number): void {
    const needed = this.#carriedBytes + end - start;
    if (needed > this.#carry.length) {
      const larger = Buffer.alloc(Math.max(needed, this.#carry.length * 2));
      this.#carry.copy(larger, 0, 0, this.#carriedBytes);
      this.#carry = larger;
    }
    buffer.copy(this.#carry, this.#carriedBytes, start, end);
    this.#carriedBytes = needed;
  }
}
