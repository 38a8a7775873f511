import type { Random } from '../../../random/random.js';

/** Draws the number of a key: a whole number in [0, keyCount). Nothing is allocated for it. */
export type KeyPicker = () => number;

/** Makes the picker of one worker for its own keys. */
export type KeyPickerFactory = (random: Random, keyCount: number) => KeyPicker;

export interface DistributionDefinition {
  readonly summary: string;
  /** How it is written in a scenario and on the command line. */
  readonly syntax: string;
  /** Reads the parameters after the colon; a string is what is wrong with them. */
  parse(parameters: readonly string[]): { readonly picker: KeyPickerFactory } | string;
}
