import type { DistributionDefinition, KeyPickerFactory } from './distribution.js';
import { gaussian } from './gaussian.js';
import { hotset } from './hotset.js';
import { moving } from './moving.js';
import { sequential } from './sequential.js';
import { uniform } from './uniform.js';
import { zipf } from './zipf.js';

/** All key distributions, by their name in a scenario. */
export const distributions = {
  uniform,
  zipf,
  gaussian,
  hotset,
  sequential,
  moving,
} as const satisfies Record<string, DistributionDefinition>;
type DistributionName = keyof typeof distributions;

/** The picker factory of a distribution such as `zipf:0.99`; a string describes what is wrong with the text. */
export function parseDistribution(text: string): { readonly picker: KeyPickerFactory } | string {
  const [name = '', ...parameters] = text.split(':');
  if (!Object.hasOwn(distributions, name))
    return `unknown distribution "${name}"; known are ${Object.keys(distributions).join(', ')}`;
  return distributions[name as DistributionName].parse(parameters);
}
