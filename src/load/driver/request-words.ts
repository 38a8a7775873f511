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

/** Requests as words, for client libraries that encode and parse by themselves. */
export class RequestWords {
  #options: DriverOptions;
  #random: Random;
  #bytesOf: (key: number, sequence: number) => number;
  #padding: ValuePadding;
  #lifetimes: ReadonlyMap<OperationPlan, () => number>;

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
    const { slots, runTag } = this.#options;
    const key = slots.key[slot]!;
    const keyText = keyNameIn(operation.space, runTag, key);
    const sequence = slots.sequence[slot]!;
    const value = valueFor(runTag, key, sequence, this.#bytesOf(key, sequence), this.#padding, operation.keyBase);
    const [command = '', ...words] = operation.words.map((word) =>
      word
        .replaceAll(keyPlaceholder, keyText)
        .replaceAll(dataPlaceholder, value)
        .replaceAll(randomPlaceholder, () => randomNumber(this.#random))
        .replaceAll(tokenPlaceholder, () => slots.argument[slot]!.toString(16).padStart(tokenDigits, '0')),
    );
    if (operation.lifetime !== undefined) words.push(String(this.#lifetimes.get(operation)?.()));
    return [command, ...words];
  }

  /** The same, or in a replay what the log gave. */
  sent(slot: number, operation: OperationPlan): Words {
    const { slots, replay } = this.#options;
    return replay ? wordsOf(slots.requests[slot]!) : this.of(slot, operation);
  }
}

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
