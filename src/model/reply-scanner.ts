import { foreignText } from './foreign-text.js';

const carriageReturn = 13;
const [bulk, simple, integer] = [0x24, 0x2b, 0x3a];
/** No limit is lower than this. */
const briefBytes = 4096;
const deepestNesting = 32;
/** The shortest reply: a type byte and a line end. */
const leastElementBytes = 3;
const quotedBytes = 24;

/**
 * Scans a stream of RESP replies without storing it, and detects protocol violations before a parser has to buffer them: a
 * reply that is too long (already by its header), nested too deeply, or unrequested. It splits the stream like ioredis's
 * decoder. Source: Redis serialization protocol specification.
 */
export class ReplyScanner {
  /** Type of the value whose line is being read; 0: the next byte begins a value. */
  #type = 0;
  #lineBytes = 0;
  /** The number in the line; NaN if invalid. */
  #number = 0;
  #isNegative = false;
  /** Bytes of the value left to skip. */
  #skip = 0;
  /** Remaining elements of each open list, outermost first. */
  #open: number[] = [];
  /** The minimum length of the reply, from the bytes received and the lengths in its headers. */
  #bytes = 0;
  #mostBytes = 0;
  #isPush = false;
  /** The input is not RESP: the parser will report it. */
  #isForeign = false;

  /**
   * Why the chunk can't be a valid reply; undefined if it can. `asked`: requests without a reply yet. `mostBytesOf`: the
   * maximum reply length for the request at this position in the queue; only longer replies than 4 KiB are held to it.
   * `mayBeUnasked`: whether replies arrive unrequested, as for a subscriber; absent: they don't.
   */
  take(
    piece: Buffer,
    asked: number,
    mostBytesOf: (index: number) => number,
    mayBeUnasked: () => boolean = () => false,
  ): string | undefined {
    let replies = 0;
    let at = 0;
    while (at < piece.length && !this.#isForeign) {
      if (this.#type === 0 && this.#skip === 0 && this.#open.length === 0 && replies < asked) {
        const end = endOfBrief(piece, at);
        if (end > 0) {
          at = end;
          replies += 1;
          continue;
        }
      }
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, piece.length - at);
        this.#skip -= skipped;
        at += skipped;
        if (this.#skip === 0 && this.#endValue() && !this.#isPush) replies += 1;
        continue;
      }
      const byte = piece.readUInt8(at);
      at += 1;
      this.#bytes += 1;
      let problem: string | undefined;
      if (this.#type === 0) problem = this.#begin(byte, replies, asked, mostBytesOf, mayBeUnasked);
      else if (byte === carriageReturn) problem = this.#endLine(piece, at);
      else this.#readDigit(byte);
      if (problem !== undefined) return problem;
      if (this.#bytes > this.#mostBytes)
        return `a reply of at least ${this.#bytes} bytes, where at most ${this.#mostBytes} are allowed`;
    }
    return undefined;
  }

  #begin(
    type: number,
    replies: number,
    asked: number,
    mostBytesOf: (index: number) => number,
    mayBeUnasked: () => boolean,
  ): string | undefined {
    this.#isForeign = !types.has(type);
    if (this.#open.length === 0) {
      this.#bytes = 1;
      this.#mostBytes = mostBytesOf(replies);
      this.#isPush = type === 0x3e;
      if (!this.#isForeign && !this.#isPush && replies >= asked && !mayBeUnasked()) return 'an unsolicited reply';
    }
    this.#type = type;
    this.#lineBytes = 0;
    this.#number = 0;
    this.#isNegative = false;
    return undefined;
  }

  #readDigit(byte: number): void {
    this.#lineBytes += 1;
    const digit = byte - 0x30;
    if (byte === 0x2d && this.#lineBytes === 1) this.#isNegative = true;
    else this.#number = digit < 0 || digit > 9 ? Number.NaN : this.#number * 10 + digit;
  }

  /** `end`: the position after the line's carriage return. */
  #endLine(piece: Buffer, end: number): string | undefined {
    const type = this.#type;
    this.#type = 0;
    // The line feed.
    this.#skip = 1;
    const isText = texts.has(type);
    const perElement = lists.get(type);
    if (!isText && perElement === undefined) {
      const isWhole = type === 0x5f ? this.#lineBytes === 0 : type === 0x23 ? this.#lineBytes === 1 : true;
      return isWhole ? undefined : noReply(piece, end);
    }
    const digits = this.#isNegative ? this.#lineBytes - 1 : this.#lineBytes;
    if (digits === 0 || Number.isNaN(this.#number) || (this.#isNegative && this.#number !== 1))
      return noReply(piece, end);
    if (this.#isNegative) return undefined;
    if (isText) {
      this.#skip += this.#number + 2;
      this.#bytes += this.#number + 2;
      return undefined;
    }
    const elements = this.#number * (perElement ?? 1);
    this.#bytes += elements * leastElementBytes;
    // The line feed of the header ends no element.
    if (elements > 0) this.#open.push(elements + 1);
    return this.#open.length > deepestNesting
      ? `a reply with lists nested more than ${deepestNesting} deep`
      : undefined;
  }

  /** Whether the reply ends with the value that just ended. */
  #endValue(): boolean {
    for (let depth = this.#open.length - 1; depth >= 0; depth -= 1) {
      const left = (this.#open[depth] ?? 0) - 1;
      this.#open[depth] = left;
      if (left > 0) return false;
      this.#open.pop();
    }
    return true;
  }
}

/** Where a short reply ends that is all there, as nearly all are; 0: it has to be scanned. */
function endOfBrief(piece: Buffer, start: number): number {
  const type = piece[start];
  if (type !== bulk && type !== simple && type !== integer) return 0;
  const limit = Math.min(piece.length, start + briefBytes);
  let at = start + 1;
  let valueBytes = 0;
  if (type === bulk) {
    for (let digit = digitAt(piece, at); digit >= 0 && digit <= 9 && at < limit; digit = digitAt(piece, at)) {
      valueBytes = valueBytes * 10 + digit;
      at += 1;
    }
    // A line end of its own follows the value.
    valueBytes += at === start + 1 ? Number.POSITIVE_INFINITY : 2;
  } else while (at < limit && piece[at] !== carriageReturn) at += 1;
  const end = at + 2 + valueBytes;
  return end <= limit && piece[at] === carriageReturn ? end : 0;
}

/** Any other number if there is no digit. */
function digitAt(piece: Buffer, at: number): number {
  return (piece[at] ?? 0) - 0x30;
}

function noReply(piece: Buffer, end: number): string {
  const text = piece.toString('latin1', Math.max(0, end - quotedBytes), end - 1);
  return `an invalid length (after "${foreignText(text)}")`;
}

function codes(characters: string): ReadonlySet<number> {
  return new Set(Buffer.from(characters));
}

const types = codes('$=!+-:,(#_*~>%');
/** Followed by the number of bytes in their line. */
const texts = codes('$=!');
/** Followed by this many values per counted element. */
const lists: ReadonlyMap<number, number> = new Map([
  [0x2a, 1],
  [0x7e, 1],
  [0x3e, 1],
  [0x25, 2],
]);
