import { Flags } from '@oclif/core';
import { UsageError } from '../errors/errors.js';
import { type AddressMap, addressMapOf, parseAddress } from '../model/address-map.js';
import type { Endpoint } from '../model/node.js';
import { targetPasswordVariable } from '../model/target-password.js';
import { parseDuration } from '../units/duration.js';

const bounds = { leastMs: 1_000, mostMs: 600_000, mostKeys: 100_000 } as const;

/** Flags of `scenario from`. */
export const surveyFlags = {
  for: Flags.string({
    description: 'How long commands are counted, from 1s to 10m.',
    default: '10s',
    helpValue: 'TIME',
  }),
  sample: Flags.integer({
    description: 'Number of keys to look at, drawn at random: their types, sizes and times to live, not their values.',
    default: 2000,
    min: 0,
    max: bounds.mostKeys,
    helpValue: 'N',
  }),
  out: Flags.string({ description: 'The file to write. Default: print the scenario.', helpValue: 'FILE' }),
  force: Flags.boolean({ description: 'Overwrite an existing file.' }),
  'password-env': Flags.string({
    description: `The environment variable that holds the password. Default: ${targetPasswordVariable}.`,
    helpValue: 'NAME',
  }),
  'address-map': Flags.string({
    description: 'A reachable address of a member that announces another: 10.0.0.5:6379=127.0.0.1:7001. Repeatable.',
    multiple: true,
    helpValue: 'ANNOUNCED=REACHED',
  }),
} as const;

/** The length of the window in milliseconds. Throws UsageError. */
export function readWindow(text: string): number {
  const windowMs = parseDuration(text).value ?? Number.NaN;
  if (windowMs >= bounds.leastMs && windowMs <= bounds.mostMs) return windowMs;
  throw new UsageError(`--for: expected a duration from 1s to 10m, found "${text}". Nothing was contacted.`);
}

/** Throws UsageError. */
export function readAddressMap(pairs: readonly string[]): AddressMap {
  return addressMapOf(
    pairs.map((pair) => {
      const [announced = '', reached = ''] = pair.split('=', 2);
      return [readAddress(announced, pair), readAddress(reached, pair)] as const;
    }),
  );
}

function readAddress(text: string, pair: string): Endpoint {
  const { value, expected } = parseAddress(text);
  if (expected === undefined) return value;
  throw new UsageError(
    `--address-map: expected ${expected} on both sides of =, found "${pair}". Nothing was contacted.`,
  );
}
