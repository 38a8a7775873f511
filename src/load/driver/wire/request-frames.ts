import { formatStamp, keyName, stampBytes } from '../../../model/write-stamp.js';

const mostDigits = 10;
const hexadecimalDigits = Buffer.from('0123456789abcdef');

export interface FrameOptions {
  readonly runTag: string;
  readonly valueBytes: number;
  readonly chain: boolean;
}

/**
 * Writes requests into a buffer from templates: only the key's number and the value's stamp change from one to the next.
 * Nothing is allocated for a request.
 */
export class RequestFrames {
  /** The longest request, in bytes. */
  readonly mostBytes: number;
  /** Up to the key's number, by how many digits that has. */
  #getHeads: readonly Buffer[];
  #setHeads: readonly Buffer[];
  /** From the end of the key to the end of the request; the stamp's numbers are filled in. */
  #setTail: Buffer;
  /** Where in the tail the stamp's numbers stand. */
  #stampAt: number;

  constructor({ runTag, valueBytes, chain }: FrameOptions) {
    const prefix = keyName(runTag, 0).slice(0, -1);
    const heads = (start: string) =>
      Array.from({ length: mostDigits + 1 }, (_, digits) =>
        Buffer.from(`${start}$${prefix.length + digits}\r\n${prefix}`),
      );
    this.#getHeads = heads('*2\r\n$3\r\nGET\r\n');
    this.#setHeads = heads(`*${chain ? 4 : 3}\r\n$3\r\nSET\r\n`);
    const stamp = formatStamp({ runTag, keyIndex: 0, sequence: 0 });
    const value = stamp.padEnd(valueBytes, 'x');
    const valueHead = `\r\n$${value.length}\r\n`;
    this.#setTail = Buffer.from(`${valueHead}${value}\r\n${chain ? '$3\r\nGET\r\n' : ''}`);
    this.#stampAt = valueHead.length + stampBytes - 16;
    this.mostBytes = (this.#setHeads[mostDigits]?.length ?? 0) + mostDigits + this.#setTail.length;
  }

  /** Writes `GET key` at `at`; gives the place after it. */
  get(target: Buffer, at: number, key: number): number {
    const end = writeKey(target, at, this.#getHeads, key);
    target[end] = 13;
    target[end + 1] = 10;
    return end + 2;
  }

  /** Writes `SET key value [GET]` at `at`; gives the place after it. */
  set(target: Buffer, at: number, key: number, sequence: number): number {
    const end = writeKey(target, at, this.#setHeads, key);
    const tail = this.#setTail;
    writeHexadecimal(tail, this.#stampAt, key);
    writeHexadecimal(tail, this.#stampAt + 8, sequence);
    tail.copy(target, end);
    return end + tail.length;
  }
}

function writeKey(target: Buffer, at: number, heads: readonly Buffer[], key: number): number {
  const digits = countDigits(key);
  const head = heads[digits]!;
  head.copy(target, at);
  const end = at + head.length + digits;
  let rest = key;
  for (let place = end - 1; place >= end - digits; place -= 1) {
    const quotient = Math.floor(rest / 10);
    target[place] = 0x30 + rest - quotient * 10;
    rest = quotient;
  }
  return end;
}

function countDigits(number: number): number {
  let digits = 1;
  for (let bound = 10; number >= bound; bound *= 10) digits += 1;
  return digits;
}

function writeHexadecimal(target: Buffer, at: number, number: number): void {
  for (let place = at + 7, rest = number; place >= at; place -= 1, rest >>>= 4)
    target[place] = hexadecimalDigits[rest & 15]!;
}
