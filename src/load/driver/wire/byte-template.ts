import { InternalError } from '../../../errors/errors.js';
import { type KeySpaceName, randomDigits } from '../../../model/operation-plan.js';
import { formatStamp, keyDigits, keyNameAround, runTagCharacters, stampBytes } from '../../../model/write-stamp.js';
import type { ValuePadding } from '../../workload/value-padding.js';
import { writeDecimal, writeHexadecimal } from './digits.js';

/** What all requests of one worker share. */
export interface TemplateContext {
  readonly runTag: string;
  /** Size of a write's value in bytes, at least a stamp; `isFixed`: always `mostBytes`. */
  readonly values: {
    readonly mostBytes: number;
    readonly isFixed: boolean;
    readonly bytesOf: (key: number, sequence: number) => number;
    readonly padding: ValuePadding;
  };
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** Bytes in which only fixed-width numbers change, and their positions. */
interface Segment {
  readonly bytes: Buffer;
  readonly keyPlaces: readonly number[];
  readonly stampPlaces: readonly number[];
  readonly randomPlaces: readonly number[];
  readonly tokenPlaces: readonly number[];
  /** Tokens in the preceding segments: a request numbers its tokens across segments. */
  readonly tokensBefore: number;
}

/**
 * What follows a segment: a number in decimal; when value sizes vary, also the size of the value plus this number, or the value
 * itself.
 */
type Gap = { readonly next: () => number } | { readonly plus: number } | 'value' | 'nothing';

/** Numbers that differ from request to request, by their mark. */
export type Numbers = Readonly<Record<'__ttl__' | '__cas__', () => number>>;

const marks = /(__key__|__data__|__rand__|__token__|__size(?:\+\d+)?__|__ttl__|__cas__)/;

/**
 * A request as bytes that are rewritten with different numbers, without allocation. In its text, one character is one byte:
 * `__key__` is the key name, `__data__` a stamped value, `__size__` the value's size in bytes (`__size+7__`: plus seven),
 * `__rand__` random digits, `__token__` 8 hexadecimal digits, incremented at each place, `__ttl__` and `__cas__` numbers.
 */
export class ByteTemplate {
  /** Maximum length in bytes. */
  readonly mostBytes: number;
  #context: TemplateContext;
  #segments: readonly Segment[];
  #gaps: readonly Gap[];
  #keyBase: number;

  /** `keyBase` is added to the key number in stamps. */
  constructor(text: string, space: KeySpaceName, context: TemplateContext, keyBase = 0, numbers?: Numbers) {
    this.#context = context;
    this.#keyBase = keyBase;
    const { segments, gaps } = cut(text, space, context, numbers);
    this.#segments = segments;
    this.#gaps = gaps;
    const { mostBytes } = context.values;
    this.mostBytes =
      segments.reduce((sum, { bytes }) => sum + bytes.length, 0) +
      gaps.reduce((sum, gap) => sum + (gap === 'nothing' ? 0 : gap === 'value' ? mostBytes : mostDigits), 0);
  }

  /** Writes the request at `at`; returns the position after it. */
  write(target: Buffer, at: number, key: number, sequence: number, token: number): number {
    const segments = this.#segments;
    const isFixed = segments.length === 1;
    const valueBytes = isFixed ? 0 : this.#context.values.bytesOf(key, sequence);
    let end = at;
    for (let index = 0; index < segments.length; index += 1) {
      end = this.#writeSegment(segments[index]!, target, end, key, sequence, token);
      if (isFixed) return end;
      const gap = this.#gaps[index]!;
      if (gap === 'value') end = this.#writeValue(target, end, key, sequence, valueBytes);
      else if (gap !== 'nothing') end = writeNumber(target, end, 'plus' in gap ? valueBytes + gap.plus : gap.next());
    }
    return end;
  }

  #writeSegment(segment: Segment, target: Buffer, at: number, key: number, sequence: number, token: number): number {
    const { bytes, keyPlaces, stampPlaces, randomPlaces, tokenPlaces, tokensBefore } = segment;
    target.set(bytes, at);
    for (let index = 0; index < keyPlaces.length; index += 1) writeDecimal(target, at + keyPlaces[index]!, key);
    for (let index = 0; index < stampPlaces.length; index += 1)
      this.#fillValue(target, at + stampPlaces[index]!, key, sequence, this.#context.values.mostBytes);
    for (let index = 0; index < randomPlaces.length; index += 1) this.#writeRandom(target, at + randomPlaces[index]!);
    for (let index = 0; index < tokenPlaces.length; index += 1)
      writeHexadecimal(target, at + tokenPlaces[index]!, token + tokensBefore + index);
    return at + bytes.length;
  }

  #writeValue(target: Buffer, at: number, key: number, sequence: number, valueBytes: number): number {
    target.write(this.#context.runTag, at, runTagCharacters, 'latin1');
    this.#fillValue(target, at, key, sequence, valueBytes);
    return at + Math.max(valueBytes, stampBytes);
  }

  /** Writes a whole value except the run tag, which is already in place. */
  #fillValue(target: Buffer, at: number, key: number, sequence: number, valueBytes: number): void {
    writeHexadecimal(target, at + runTagCharacters, key + this.#keyBase);
    writeHexadecimal(target, at + runTagCharacters + 8, sequence);
    const paddingBytes = valueBytes - stampBytes;
    if (paddingBytes <= 0) return;
    const { pool, offsetOf } = this.#context.values.padding;
    const from = offsetOf(key, sequence);
    const start = at + stampBytes;
    // For a few bytes, a native call costs more than the copy.
    if (paddingBytes > shortPaddingBytes) pool.copy(target, start, from, from + paddingBytes);
    else for (let index = 0; index < paddingBytes; index += 1) target[start + index] = pool[from + index]!;
  }

  #writeRandom(target: Buffer, at: number): void {
    const { random } = this.#context;
    for (let digit = 0; digit < randomDigits; digit += 1) target[at + digit] = 0x30 + Math.floor(random() * 10);
  }
}

const shortPaddingBytes = 32;
/** Of a number below 2^53. */
const mostDigits = 16;

function writeNumber(target: Buffer, at: number, number: number): number {
  let digits = 1;
  for (let bound = 10; number >= bound; bound *= 10) digits += 1;
  for (let place = at + digits - 1, rest = number; place >= at; place -= 1) {
    const quotient = Math.floor(rest / 10);
    target[place] = 0x30 + rest - quotient * 10;
    rest = quotient;
  }
  return at + digits;
}

/** Splits into segments and what follows each; a single segment when only numbers of fixed width change. */
function cut(text: string, space: KeySpaceName, { runTag, values }: TemplateContext, numbers: Numbers | undefined) {
  const { before, after } = keyNameAround(space, runTag);
  const keyName = before + '0'.repeat(keyDigits) + after;
  const value = formatStamp({ runTag, keyIndex: 0, sequence: 0 }).padEnd(values.mostBytes, 'x');
  const segments: Segment[] = [];
  const gaps: Gap[] = [];
  let open = openSegment(0);
  const close = (gap: Gap) => {
    const { text: whole, ...places } = open;
    segments.push({ bytes: Buffer.from(whole, 'latin1'), ...places });
    gaps.push(gap);
    open = openSegment(open.tokensBefore + open.tokenPlaces.length);
  };
  for (const part of text.split(marks)) {
    const place = open.text.length;
    const plus = /^__size(?:\+(\d+))?__$/.exec(part);
    if (part === '__key__') {
      open.keyPlaces.push(place + before.length);
      open.text += keyName;
    } else if (part === '__rand__') {
      open.randomPlaces.push(place);
      open.text += '0'.repeat(randomDigits);
    } else if (part === '__token__') {
      open.tokenPlaces.push(place);
      open.text += '0'.repeat(8);
    } else if (part === '__data__' && values.isFixed) {
      open.stampPlaces.push(place);
      open.text += value;
    } else if (plus && values.isFixed) open.text += String(value.length + Number(plus[1] ?? 0));
    else if (part === '__ttl__' || part === '__cas__') close({ next: given(numbers)[part] });
    else if (part === '__data__') close('value');
    else if (plus) close({ plus: Number(plus[1] ?? 0) });
    else open.text += part;
  }
  close('nothing');
  return { segments, gaps };
}

function given(numbers: Numbers | undefined): Numbers {
  if (numbers === undefined) throw new InternalError('A request has a number that its protocol does not know.');
  return numbers;
}

function openSegment(tokensBefore: number) {
  return {
    text: '',
    keyPlaces: [] as number[],
    stampPlaces: [] as number[],
    randomPlaces: [] as number[],
    tokenPlaces: [] as number[],
    tokensBefore,
  };
}
