import type { DistributionKind, KeyDistribution } from '../../../model/key-distribution.js';
import { isKeyOf } from '../../../model/table.js';
import type { Random } from '../../../random/random.js';
import type { DistributionDefinition, KeyPicker } from './distribution.js';
import { gaussian } from './gaussian.js';
import { hotset } from './hotset.js';
import { moving } from './moving.js';
import { sequential } from './sequential.js';
import { uniform } from './uniform.js';
import { zipf } from './zipf.js';

/** All key distributions, by their name in a scenario. */
export const distributions: { readonly [Kind in DistributionKind]: DistributionDefinition<Kind> } = {
  uniform,
  zipf,
  gaussian,
  hotset,
  sequential,
  moving,
};

/** Parses a distribution such as `zipf:0.99`; a string describes what is wrong with the text. */
export function parseDistribution(text: string): KeyDistribution | string {
  const [name = '', ...parameters] = text.split(':');
  if (!isKeyOf(distributions, name))
    return `unknown distribution "${name}"; known: ${Object.keys(distributions).join(', ')}`;
  return distributions[name].parse(parameters);
}

/** One worker's picker for its own keys. */
export function keyPicker<Kind extends DistributionKind>(
  distribution: KeyDistribution<Kind>,
  random: Random,
  keyCount: number,
): KeyPicker {
  return distributions[distribution.kind].picker(distribution, random, keyCount);
}

/** The hottest keys of all workers, the hottest first; empty if they change during the run. */
export function hottestKeys<Kind extends DistributionKind>(
  distribution: KeyDistribution<Kind>,
  { keys, workerCount, count }: Readonly<Record<'keys' | 'workerCount' | 'count', number>>,
): readonly number[] {
  const own = Math.floor(keys / workerCount);
  const ranked = distributions[distribution.kind].hottest?.(distribution, own, count) ?? [];
  // Each worker has as hot a key of its own.
  const ofAll = ranked.flatMap((key) => Array.from({ length: workerCount }, (_, worker) => key * workerCount + worker));
  return ofAll.slice(0, count);
}
