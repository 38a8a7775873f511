import type { DistributionKind, KeyDistribution } from '../../../model/key-distribution.js';
import type { Random } from '../../../random/random.js';

/** Draws a key number: an integer in [0, keyCount). Allocates nothing. */
export type KeyPicker = () => number;

export interface DistributionDefinition<Kind extends DistributionKind> {
  readonly summary: string;
  /** Its syntax in a scenario and on the command line. */
  readonly syntax: string;
  /** Parses the parameters after the colon; returns a string describing the error if they are invalid. */
  parse(parameters: readonly string[]): KeyDistribution<Kind> | string;
  /** The most likely key numbers, the likeliest first, and at most `count`; absent: they change during the run. */
  hottest?(distribution: KeyDistribution<Kind>, keyCount: number, count: number): readonly number[];
  /** One worker's picker for its own keys. */
  picker(distribution: KeyDistribution<Kind>, random: Random, keyCount: number): KeyPicker;
}
