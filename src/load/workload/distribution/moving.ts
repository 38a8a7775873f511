import type { KeyDistribution } from '../../../model/key-distribution.js';
import type { Random } from '../../../random/random.js';
import type { DistributionDefinition, KeyPicker } from './distribution.js';
import { hotsetPicker } from './hotset.js';
import { readNumber } from './read-number.js';

/**
 * A hot set whose window moves through the keys, once around in PERIOD operations of the worker. Operation i draws a place
 * like `hotset:FRACTION:SHARE`, counted from the window's start:
 *
 *   start(i) = floor((i mod PERIOD) / PERIOD · n)      key = (start(i) + place) mod n
 *
 * The window depends on the operation's number, never the clock, so that the same seed gives the same keys. Numbering
 * continues from the warm-up into the measured part.
 */
export const moving: DistributionDefinition<'moving'> = {
  summary: 'A hot set that moves through the keys, one full pass per given number of operations of each worker.',
  syntax: 'moving:0.1:0.9:100000',
  parse: (parameters) => {
    const fraction = readNumber(parameters[0]);
    const share = readNumber(parameters[1]);
    const periodOperations = readNumber(parameters[2]);
    const isRight =
      fraction > 0 &&
      fraction < 1 &&
      share > 0 &&
      share <= 1 &&
      periodOperations >= 1 &&
      Number.isSafeInteger(periodOperations);
    if (parameters.length !== 3 || !isRight)
      return 'moving requires the fraction of hot keys (above 0, below 1), their share of the operations (above 0, at most 1) and the operations per pass (a whole number above 0), such as moving:0.1:0.9:100000';
    return { kind: 'moving', fraction, share, periodOperations };
  },
  picker: movingPicker,
};

/** Where the window starts at operation `number` of the worker. */
export function windowStart(number: number, keyCount: number, period: number): number {
  return Math.floor(((number % period) / period) * keyCount);
}

function movingPicker(distribution: KeyDistribution<'moving'>, random: Random, keyCount: number): KeyPicker {
  const nextPlace = hotsetPicker(distribution, random, keyCount);
  const period = distribution.periodOperations;
  let number = 0;
  return () => {
    const key = windowStart(number, keyCount, period) + nextPlace();
    number = number + 1 === period ? 0 : number + 1;
    return key < keyCount ? key : key - keyCount;
  };
}
