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
}

function randomNumber(random: Random): string {
  return Array.from({ length: randomDigits }, () => random.below(10)).join('');
}
