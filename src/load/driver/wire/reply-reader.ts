import { type ReplyListener, replyKind } from './protocol.js';

const carriageReturn = 13;
const incomplete = -1;
const smallestCarryBytes = 1024;

/**
 * Reads RESP replies from whatever pieces the socket gives, without allocating for one that comes whole. It knows the
 * types that our commands are answered with: simple strings, errors, integers, bulk strings and nulls, of RESP2 and RESP3.
 * Source: Redis serialization protocol specification.
 */
export class ReplyReader {
  #listener: ReplyListener;
  /** The beginning of a reply whose rest has not come yet. */
  #carry = Buffer.alloc(smallestCarryBytes);
  #carriedBytes = 0;

  constructor(listener: ReplyListener) {
    this.#listener = listener;
  }

  /** Takes the first `length` bytes of `buffer`. False: they are no RESP, and nothing after them can be understood. */
  read(buffer: Buffer, length: number): boolean {
    if (this.#carriedBytes === 0) return this.#readFrom(buffer, length);
    this.#append(buffer, 0, length);
    const carry = this.#carry;
    const carriedBytes = this.#carriedBytes;
    this.#carriedBytes = 0;
    return this.#readFrom(carry, carriedBytes);
  }

  #readFrom(buffer: Buffer, length: number): boolean {
    let at = 0;
    while (at < length) {
      const next = this.#reply(buffer, at, length);
      if (next === incomplete) {
        this.#keep(buffer, at, length);
        return true;
      }
      if (next < at) return false;
      at = next;
    }
    return true;
  }

  /** The place after the reply at `at`; `incomplete`, or another negative number when it is no RESP. */
  #reply(buffer: Buffer, at: number, length: number): number {
    const lineEnd = buffer.indexOf(carriageReturn, at);
    if (lineEnd < 0 || lineEnd + 1 >= length) return incomplete;
    const next = lineEnd + 2;
    switch (buffer[at]) {
      case 0x2b: // +
        this.#listener(replyKind.text, buffer, at + 1, lineEnd, 0);
        return next;
      case 0x2d: // -
        this.#listener(replyKind.error, buffer, at + 1, lineEnd, 0);
        return next;
      case 0x3a: // :
        this.#listener(replyKind.integer, buffer, at + 1, lineEnd, readInteger(buffer, at + 1, lineEnd));
        return next;
      case 0x5f: // _
        this.#listener(replyKind.missing, buffer, at, at, 0);
        return next;
      case 0x24: // $
        return this.#bulk(buffer, readInteger(buffer, at + 1, lineEnd), next, length);
      case 0x2a: // *
      case 0x25: // %
        return this.#list(buffer, at, length);
      default:
        return -2;
    }
  }

  #bulk(buffer: Buffer, valueBytes: number, start: number, length: number): number {
    if (valueBytes < 0) {
      this.#listener(replyKind.missing, buffer, start, start, 0);
      return start;
    }
    const end = start + valueBytes;
    if (Number.isNaN(valueBytes)) return -2;
    if (end + 2 > length) return incomplete;
    this.#listener(replyKind.text, buffer, start, end, 0);
    return end + 2;
  }

  /** A whole aggregate is one reply; what it holds is not looked at. */
  #list(buffer: Buffer, at: number, length: number): number {
    const end = skipValue(buffer, at, length);
    if (end === at + 5 && buffer[at + 1] === 0x2d) this.#listener(replyKind.missing, buffer, end, end, 0);
    else if (end > at) this.#listener(replyKind.list, buffer, at, end, 0);
    return end;
  }

  #keep(buffer: Buffer, start: number, end: number): void {
    // The carry itself may be what is read: copying down within it is safe.
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

/** The place after the value at `at`; `incomplete`, or another negative number when it is no RESP. */
function skipValue(buffer: Buffer, at: number, length: number): number {
  const lineEnd = buffer.indexOf(carriageReturn, at);
  if (lineEnd < 0 || lineEnd + 1 >= length) return incomplete;
  const type = buffer[at];
  let next = lineEnd + 2;
  if (type === 0x2b || type === 0x2d || type === 0x3a || type === 0x5f || type === 0x2c || type === 0x23) return next;
  const count = readInteger(buffer, at + 1, lineEnd);
  if (Number.isNaN(count)) return -2;
  if (type === 0x24) return count < 0 ? next : next + count + 2 > length ? incomplete : next + count + 2;
  if (type !== 0x2a && type !== 0x25) return -2;
  for (let left = type === 0x25 ? count * 2 : count; left > 0; left -= 1) {
    next = skipValue(buffer, next, length);
    if (next < 0) return next;
  }
  return next;
}

/** A decimal number, or NaN. */
function readInteger(buffer: Buffer, start: number, end: number): number {
  const isNegative = buffer[start] === 0x2d;
  let at = isNegative ? start + 1 : start;
  if (at >= end) return Number.NaN;
  let value = 0;
  for (; at < end; at += 1) {
    const digit = buffer[at]! - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}
