import { Flags } from '@oclif/core';
import { gateChoices } from '../model/repeated-runs.js';

/** Flags of runs that are repeated. */
export const repeatFlags = {
  repeat: Flags.integer({
    description: 'Run so often, each on a cluster of its own, and sum up how the figures vary.',
    default: 1,
    min: 1,
    max: 100,
    helpValue: 'N',
    helpGroup: 'REPEAT',
  }),
  'gates-on': Flags.option({
    description:
      'With --repeat: judge the gates by the worst run or the one in the middle; those on losses by the worst.',
    options: gateChoices,
    default: 'worst',
    helpValue: 'worst|median',
    helpGroup: 'REPEAT',
  })(),
} as const;

/** The arguments of a command without some flags and their values. */
export function withoutFlags(given: readonly string[], names: readonly string[]): readonly string[] {
  return given.filter((word, index) => {
    const flag = (one: string | undefined) => names.some((name) => one === `--${name}`);
    return !flag(word) && !flag(given[index - 1]) && !names.some((name) => word.startsWith(`--${name}=`));
  });
}
