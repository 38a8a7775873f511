import type { ProtocolReader } from '../protocol.js';

/** What `ReplyCutter` says of bytes that are the beginning of a reply, and of bytes that are none. */
export const incomplete = -1;
export const garbage = -2;

/** Tells the listener of the reply at `at` and gives the place after it; else `incomplete` or `garbage`. Bytes from `end` on are not its own. */
export type ReplyCutter = (buffer: Buffer, at: number, end: number) => number;

const smallestCarryBytes = 1024;

/** Cuts replies from whatever pieces the socket gives, without allocating for one that comes whole. */
export class FramedReader implements ProtocolReader {
  #cut: ReplyCutter;
  /** The beginning of a reply whose rest has not come yet. */
  #carry = Buffer.alloc(smallestCarryBytes);
  #carriedBytes = 0;
  #mostBytes: number;

  /** A reply that has not ended after `mostReplyBytes` is none. */
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
    // A long value comes in many pieces: what is carried from its start on stays where it is.
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
