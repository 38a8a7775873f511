import type { WireConnection } from './wire-connection.js';

/** One of the driver's slots for a socket, which survives reconnects, and the operations awaiting an answer on it. */
export class Line {
  readonly connectionIndex: number;
  readonly node: number;
  connection: WireConnection | undefined;
  /** Whether the connection takes operations. */
  isReady = false;
  /** Whether an attempt to open it is under way. */
  isOpening = false;
  /** Whether an operation was acknowledged over the current connection. */
  isProven = false;
  /** The peer, as `host:port`. */
  endpoint = '';
  /** Requests to send with the next flush; undefined when there are none. */
  output: Buffer | undefined;
  outputBytes = 0;
  size = 0;
  #head = 0;
  /** Slots with unanswered requests, oldest first: a ring in a section of an array that all lines share. */
  #waiting: Uint32Array;
  #first: number;
  #capacity: number;

  constructor(
    place: { readonly connectionIndex: number; readonly node: number },
    waiting: Uint32Array,
    first: number,
    capacity: number,
  ) {
    this.connectionIndex = place.connectionIndex;
    this.node = place.node;
    this.#waiting = waiting;
    this.#first = first;
    this.#capacity = capacity;
  }

  push(slot: number): void {
    let place = this.#head + this.size;
    if (place >= this.#capacity) place -= this.#capacity;
    this.#waiting[this.#first + place] = slot;
    this.size += 1;
  }

  oldest(): number {
    return this.#waiting[this.#first + this.#head]!;
  }

  removeOldest(): void {
    this.#head += 1;
    if (this.#head === this.#capacity) this.#head = 0;
    this.size -= 1;
  }
}
