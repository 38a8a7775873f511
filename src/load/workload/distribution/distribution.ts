import type { Random } from '../../../random/random.js';

/** Draws a key number: an integer in [0, keyCount). Allocates nothing. */
export type KeyPicker = () => number;

/** Creates one worker's picker for its own keys. */
export type KeyPickerFactory = (random: Random, keyCount: number) => KeyPicker;

export interface DistributionDefinition {
  readonly summary: string;
  /** Its syntax in a scenario and on the command line. */
  readonly syntax: string;
  /** Parses the parameters after the colon; returns a string describing the error if they are invalid. */
  parse(parameters: readonly string[]): { readonly picker: KeyPickerFactory } | string;
}
