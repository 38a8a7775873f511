import { type ProtocolReader, type ReplyKind, type ReplyListener, replyKind } from './protocol.js';

const carriageReturn = 13;
const incomplete = -1;
const invalid = -2;
const smallestCarryBytes = 256;
const deepestNesting = 32;
/** The shortest reply: a type byte and a line end. */
const leastElementBytes = 3;
const longestLineBytes = 64 * 1024;

/**
 * Reads RESP2 and RESP3 replies from socket data, without allocating for a reply that arrives whole. An aggregate is one
 * reply, whatever it contains; RESP3 push messages are skipped. Source: Redis serialization protocol specification.
 */
export class ReplyReader implements ProtocolReader {
  #listener: ReplyListener;
  /** The start of a reply whose rest has not arrived; created on first use. */
  #carry: Buffer | undefined;
  #carriedBytes = 0;
  /** The last value read: its kind, position and number. */
  #kind: ReplyKind = replyKind.text;
  #start = 0;
  #end = 0;
  #integer = 0;
  #mostBytes: number;

  /** A reply longer than `mostReplyBytes`, by its headers or by the bytes received, is invalid. */
  constructor(listener: ReplyListener, mostReplyBytes: number) {
    this.#listener = listener;
    this.#mostBytes = mostReplyBytes;
  }

  read(buffer: Buffer, length: number): boolean {
    if (this.#carriedBytes === 0) return this.#readFrom(buffer, length);
    this.#append(buffer, 0, length);
    const carry = this.#carry!;
    const carriedBytes = this.#carriedBytes;
    this.#carriedBytes = 0;
    return this.#readFrom(carry, carriedBytes);
  }

  #readFrom(buffer: Buffer, length: number): boolean {
    let at = 0;
    while (at < length) {
      const next = this.#value(buffer, at, length, 0);
      if (next === incomplete) {
        if (length - at > this.#mostBytes) return false;
        this.#keep(buffer, at, length);
        return true;
      }
      if (next < 0) return false;
      if (buffer[at] !== 0x3e) this.#listener(this.#kind, buffer, this.#start, this.#end, this.#integer);
      at = next;
    }
    return true;
  }

  /** Reads the value at `at` into the fields; returns the position after it, `incomplete` or `invalid`. */
  #value(buffer: Buffer, at: number, length: number, depth: number): number {
    const type = buffer[at];
    // The lines that matter are short; a native search costs more than this loop.
    let lineEnd = at + 1;
    while (lineEnd < length && buffer[lineEnd] !== carriageReturn) lineEnd += 1;
    if (lineEnd + 1 >= length) return isType(type) && lineEnd - at < longestLineBytes ? incomplete : invalid;
    const next = lineEnd + 2;
    this.#integer = 0;
    this.#start = at + 1;
    this.#end = lineEnd;
    switch (type) {
      case 0x24: // $ bulk string
      case 0x3d: // = verbatim string
        return this.#bulk(readInteger(buffer, at + 1, lineEnd), next, length, replyKind.text);
      case 0x21: // ! bulk error
        return this.#bulk(readInteger(buffer, at + 1, lineEnd), next, length, replyKind.error);
      case 0x2b: // + simple string
      case 0x2c: // , double
      case 0x28: // ( big number
        this.#kind = replyKind.text;
        return next;
      case 0x2d: // - error
        this.#kind = replyKind.error;
        return next;
      case 0x3a: // : integer
        this.#kind = replyKind.integer;
        this.#integer = readInteger(buffer, at + 1, lineEnd);
        return next;
      case 0x23: // # boolean
        this.#kind = replyKind.integer;
        this.#integer = buffer[at + 1] === 0x74 ? 1 : 0;
        return next;
      case 0x5f: // _ null
        this.#kind = replyKind.missing;
        return next;
      case 0x2a: // * array
      case 0x7e: // ~ set
      case 0x3e: // > push
        return this.#list(buffer, readInteger(buffer, at + 1, lineEnd), next, length, depth);
      case 0x25: // % map
        return this.#list(buffer, 2 * readInteger(buffer, at + 1, lineEnd), next, length, depth);
      default:
        return invalid;
    }
  }

  #bulk(valueBytes: number, start: number, length: number, kind: ReplyKind): number {
    this.#start = start;
    this.#end = start;
    if (valueBytes === -1) {
      this.#kind = replyKind.missing;
      return start;
    }
    if (!(valueBytes >= 0 && valueBytes <= this.#mostBytes)) return invalid;
    const end = start + valueBytes;
    if (end + 2 > length) return incomplete;
    this.#kind = kind;
    this.#end = end;
    return end + 2;
  }

  #list(buffer: Buffer, count: number, start: number, length: number, depth: number): number {
    if (!(count >= -1 && count * leastElementBytes <= this.#mostBytes) || depth >= deepestNesting) return invalid;
    let at = start;
    let present = 0;
    for (let index = 0; index < count; index += 1) {
      if (at >= length) return incomplete;
      at = this.#value(buffer, at, length, depth + 1);
      if (at < 0) return at;
      if (this.#kind !== replyKind.missing) present += 1;
    }
    this.#kind = count < 0 ? replyKind.missing : replyKind.list;
    this.#start = start;
    this.#end = at;
    this.#integer = present;
    return at;
  }

  #keep(buffer: Buffer, start: number, end: number): void {
    // `buffer` may be the carry itself: copying down within it is safe.
    this.#carriedBytes = 0;
    this.#append(buffer, start, end);
  }

  #append(buffer: Buffer, start: number, end: number): void {
    const carry = this.#carry;
    const needed = this.#carriedBytes + end - start;
    if (carry === undefined || needed > carry.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, (carry?.length ?? smallestCarryBytes) * 2));
      carry?.copy(larger, 0, 0, this.#carriedBytes);
      this.#carry = larger;
    }
    buffer.copy(this.#carry!, this.#carriedBytes, start, end);
    this.#carriedBytes = needed;
  }
}

/** The number in the header of a list whose elements begin at `start`. */
export function listLength(buffer: Buffer, start: number): number {
  let length = 0;
  let unit = 1;
  for (let at = start - 3; at >= 0; at -= 1) {
    const digit = buffer[at]! - 0x30;
    if (digit < 0 || digit > 9) break;
    length += digit * unit;
    unit *= 10;
  }
  return length;
}

/** Where the bulk string at the start of a list begins; -1: there is none. Allocates nothing. */
export function firstBulkStart(buffer: Buffer, start: number, end: number): number {
  return start < end && buffer[start] === 0x24 ? buffer.indexOf(carriageReturn, start) + 2 : -1;
}

/** Where the second of the bulk strings in a list begins; -1: there is none. Allocates nothing. */
export function secondBulkStart(buffer: Buffer, start: number, end: number): number {
  const lineEnd = buffer.indexOf(carriageReturn, start);
  const next = lineEnd + 2 + readInteger(buffer, start + 1, lineEnd) + 2;
  if (buffer[start] !== 0x24 || !(next < end) || buffer[next] !== 0x24) return -1;
  return buffer.indexOf(carriageReturn, next) + 2;
}

/** Whether a list has exactly as many integers as minimums, and none is below its minimum. Allocates nothing. */
export function holdsAtLeast(buffer: Buffer, start: number, end: number, least: readonly number[]): boolean {
  let at = start;
  for (let index = 0; index < least.length; index += 1) {
    if (at >= end || buffer[at] !== 0x3a) return false;
    const lineEnd = buffer.indexOf(carriageReturn, at);
    if (!(readInteger(buffer, at + 1, lineEnd) >= least[index]!)) return false;
    at = lineEnd + 2;
  }
  return at === end;
}

function isType(type: number | undefined): boolean {
  return type !== undefined && '$=!+,(-:#_*~>%'.includes(String.fromCharCode(type));
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
