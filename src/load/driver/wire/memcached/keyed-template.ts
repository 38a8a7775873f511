import { keyName, stampBytes } from '../../../../model/write-stamp.js';

const mostDigits = 10;
const hexadecimalDigits = Buffer.from('0123456789abcdef');

/** What stands in the text of a template for a key of ours, for eight hexadecimal digits of a token, and for a value. */
const keyMark = '__key__';
const tokenMark = '__token__';
const valueMark = '__data__';

/**
 * One request with one key, as bytes in which only the key's number, a token and the stamp of a value change from one use to
 * the next. Nothing is allocated for a use.
 */
export class KeyedTemplate {
  /** The longest that the request gets, in bytes. */
  readonly mostBytes: number;
  #head: Buffer;
  /** From the end of the key on; its token and its stamp are filled in before it is copied. */
  #tail: Buffer;
  /** Where in the tail they stand; -1: it has none. */
  #tokenAt: number;
  #stampAt: number;

  /** `text` holds `keyMark` once, and the two other marks at most once, behind it. `value` starts with a stamp when it has room for one. */
  constructor(text: string, runTag: string, value = '') {
    const prefix = keyName(runTag, 0).slice(0, -1);
    const [head = '', tail = ''] = text.split(keyMark);
    const filled = tail.replace(tokenMark, '00000000');
    this.#head = Buffer.from(head + prefix);
    this.#tail = Buffer.from(filled.replace(valueMark, value));
    this.#tokenAt = tail.indexOf(tokenMark);
    const valueAt = filled.indexOf(valueMark);
    this.#stampAt = valueAt < 0 || value.length < stampBytes ? -1 : valueAt + stampBytes - 16;
    this.mostBytes = this.#head.length + mostDigits + this.#tail.length;
  }

  /** Writes the request at `at`; gives the place after it. */
  write(target: Buffer, at: number, key: number, sequence: number, token: number): number {
    const tail = this.#tail;
    if (this.#tokenAt >= 0) writeHexadecimal(tail, this.#tokenAt, token);
    if (this.#stampAt >= 0) {
      writeHexadecimal(tail, this.#stampAt, key);
      writeHexadecimal(tail, this.#stampAt + 8, sequence);
    }
    const keyAt = at + this.#head.copy(target, at);
    const tailAt = writeDecimal(target, keyAt, key);
    return tailAt + tail.copy(target, tailAt);
  }
}

/** Gives the place after the number. */
function writeDecimal(target: Buffer, at: number, number: number): number {
  let digits = 1;
  for (let bound = 10; number >= bound; bound *= 10) digits += 1;
  const end = at + digits;
  for (let place = end - 1, rest = number; place >= at; place -= 1) {
    const quotient = Math.floor(rest / 10);
    target[place] = 0x30 + rest - quotient * 10;
    rest = quotient;
  }
  return end;
}

function writeHexadecimal(target: Buffer, at: number, number: number): void {
  for (let place = at + 7, rest = number; place >= at; place -= 1, rest >>>= 4)
    target[place] = hexadecimalDigits[rest & 15]!;
}
