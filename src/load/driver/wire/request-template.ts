import {
  dataPlaceholder,
  keyPlaceholder,
  type OperationPlan,
  randomDigits,
  randomPlaceholder,
} from '../../../model/operation-plan.js';
import { formatStamp, keyDigits, keyNameAround, runTagCharacters, stampBytes } from '../../../model/write-stamp.js';
import { writeDecimal, writeHexadecimal } from './digits.js';

export interface TemplateOptions {
  readonly runTag: string;
  readonly valueBytes: number;
}

/**
 * One operation's request, as bytes in which only numbers change: they have a fixed width, so that each request of an
 * operation is as long as the next. Writing one allocates nothing.
 */
export class RequestTemplate {
  readonly length: number;
  #bytes: Buffer;
  /** Where the key's number stands in the names of keys, in decimal. */
  #keyPlaces: readonly number[];
  /** Where stamps carry the key's number, followed by the sequence number, in hexadecimal. */
  #stampPlaces: readonly number[];
  #randomPlaces: readonly number[];
  #random: () => number;

  constructor(operation: OperationPlan, { runTag, valueBytes }: TemplateOptions, random: () => number) {
    const { before, after } = keyNameAround(operation.space, runTag);
    const zeros = '0'.repeat(keyDigits);
    const value = formatStamp({ runTag, keyIndex: 0, sequence: 0 }).padEnd(valueBytes, 'x');
    const keyPlaces: number[] = [];
    const stampPlaces: number[] = [];
    const randomPlaces: number[] = [];
    let text = `*${operation.words.length}\r\n`;
    for (const word of operation.words) {
      const parts = word.split(placeholders).map((part) => {
        if (part === keyPlaceholder) return { text: before + zeros + after, places: keyPlaces, offset: before.length };
        if (part === dataPlaceholder) return { text: value, places: stampPlaces, offset: runTagCharacters };
        if (part === randomPlaceholder) return { text: '0'.repeat(randomDigits), places: randomPlaces, offset: 0 };
        return { text: latin1(part), places: null, offset: 0 };
      });
      const length = parts.reduce((sum, part) => sum + part.text.length, 0);
      text += `$${length}\r\n`;
      for (const part of parts) {
        part.places?.push(text.length + part.offset);
        text += part.text;
      }
      text += '\r\n';
    }
    this.#bytes = Buffer.from(text, 'latin1');
    this.length = this.#bytes.length;
    this.#keyPlaces = keyPlaces;
    this.#stampPlaces = stampPlaces;
    this.#randomPlaces = randomPlaces;
    this.#random = random;
  }

  /** Writes the request at `at`; gives the place after it. */
  write(target: Buffer, at: number, key: number, sequence: number): number {
    target.set(this.#bytes, at);
    const keyPlaces = this.#keyPlaces;
    for (let index = 0; index < keyPlaces.length; index += 1) writeDecimal(target, at + keyPlaces[index]!, key);
    const stampPlaces = this.#stampPlaces;
    for (let index = 0; index < stampPlaces.length; index += 1) {
      const place = at + stampPlaces[index]!;
      writeHexadecimal(target, place, key);
      writeHexadecimal(target, place + stampNumberCharacters, sequence);
    }
    const randomPlaces = this.#randomPlaces;
    for (let index = 0; index < randomPlaces.length; index += 1) this.#writeRandom(target, at + randomPlaces[index]!);
    return at + this.length;
  }

  #writeRandom(target: Buffer, place: number): void {
    for (let digit = 0; digit < randomDigits; digit += 1)
      target[place + digit] = 0x30 + Math.floor(this.#random() * 10);
  }
}

const placeholders = new RegExp(`(${keyPlaceholder}|${dataPlaceholder}|${randomPlaceholder})`);
const stampNumberCharacters = (stampBytes - runTagCharacters) / 2;

/** A free command may hold any character; on the wire it is UTF-8, a byte for each character of the template. */
function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}
