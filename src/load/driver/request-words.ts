import { isAscii } from 'node:buffer';
import {
  dataPlaceholder,
  keyPlaceholder,
  type OperationPlan,
  randomDigits,
  randomPlaceholder,
  tokenDigits,
  tokenPlaceholder,
} from '../../model/operation-plan.js';
import { keyNameIn } from '../../model/write-stamp.js';
import { forkRandom, type Random } from '../../random/random.js';
import { lifetimeDrawer } from '../workload/lifetime.js';
import { valueFor } from '../workload/value.js';
import { type ValuePadding, valuePadding } from '../workload/value-padding.js';
import { boundsOf, valueSizer } from '../workload/value-size.js';
import type { DriverOptions } from './driver.js';

/** Binary ones are buffers. */
export type Words = [command: string, ...words: (string | Buffer)[]];

/** Makes a word of the request for the operation in a slot. */
type WordMaker = (slot: number) => string;

/** Requests as words, for client libraries that encode and parse by themselves. */
export class RequestWords {
  #options: DriverOptions;
  #random: Random;
  #bytesOf: (key: number, sequence: number) => number;
  #padding: ValuePadding;
  #lifetimes: ReadonlyMap<OperationPlan, () => number>;
  #makers = new Map<OperationPlan, readonly WordMaker[]>();

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#random = forkRandom(options.seed, 'requests');
    this.#bytesOf = valueSizer(options.valueSizes, options.seed);
    this.#lifetimes = new Map(
      options.operations.flatMap((operation) =>
        operation.lifetime === undefined ? [] : [[operation, lifetimeDrawer(operation.lifetime, options.seed)]],
      ),
    );
    this.#padding = valuePadding(options.data, options.seed, boundsOf(options.valueSizes).mostBytes);
  }

  /** The command of the operation in a slot, and its arguments. */
  of(slot: number, operation: OperationPlan): [command: string, ...words: string[]] {
    const makers = this.#makers.get(operation) ?? this.#plan(operation);
    const words: [string, ...string[]] = [operation.words[0] ?? ''];
    for (const make of makers) words.push(make(slot));
    return words;
  }

  /** The same, or in a replay what the log gave. */
  sent(slot: number, operation: OperationPlan): Words {
    const { slots, replay } = this.#options;
    return replay ? wordsOf(slots.requests[slot]!) : this.of(slot, operation);
  }

  /** How the arguments of an operation are made. */
  #plan(operation: OperationPlan): readonly WordMaker[] {
    const makers = operation.words.slice(1).map((word) => this.#maker(word, operation));
    const lifetime = this.#lifetimes.get(operation);
    if (lifetime !== undefined) makers.push(() => String(lifetime()));
    this.#makers.set(operation, makers);
    return makers;
  }

  #maker(word: string, { space, keyBase }: OperationPlan): WordMaker {
    const { slots, runTag } = this.#options;
    const key: WordMaker = (slot) => keyNameIn(space, runTag, slots.key[slot]!);
    const data: WordMaker = (slot) => {
      const [number, sequence] = [slots.key[slot]!, slots.sequence[slot]!];
      return valueFor(runTag, number, sequence, this.#bytesOf(number, sequence), this.#padding, keyBase);
    };
    if (word === keyPlaceholder) return key;
    if (word === dataPlaceholder) return data;
    if (!placeholders.some((placeholder) => word.includes(placeholder))) return () => word;
    return (slot) =>
      word
        .replaceAll(keyPlaceholder, () => key(slot))
        .replaceAll(dataPlaceholder, () => data(slot))
        .replaceAll(randomPlaceholder, () => randomNumber(this.#random))
        .replaceAll(tokenPlaceholder, () => slots.argument[slot]!.toString(16).padStart(tokenDigits, '0'));
  }
}

const placeholders = [keyPlaceholder, dataPlaceholder, randomPlaceholder, tokenPlaceholder];

/** The words of a request in RESP, which a log gave. */
function wordsOf(request: Uint8Array): Words {
  const bytes = Buffer.from(request.buffer, request.byteOffset, request.length);
  const words: (string | Buffer)[] = [];
  for (let at = bytes.indexOf('\n') + 1; at < bytes.length; ) {
    const start = bytes.indexOf('\n', at) + 1;
    const end = start + Number(bytes.toString('latin1', at + 1, start - 2));
    words.push(wordIn(bytes.subarray(start, end)));
    at = end + 2;
  }
  const [command = '', ...others] = words;
  return [String(command), ...others];
}

/** Text where possible, which libraries send faster. */
function wordIn(bytes: Buffer): string | Buffer {
  return isAscii(bytes) ? bytes.toString('latin1') : Buffer.from(bytes);
}

function randomNumber(random: Random): string {
  return Array.from({ length: randomDigits }, () => random.below(10)).join('');
}
