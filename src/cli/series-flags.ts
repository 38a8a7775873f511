import { Flags } from '@oclif/core';
import { gateChoices } from '../model/gate-choice.js';

/** Default number of runs for a comparison: somewhat more than the minimum, because some runs are outliers. */
export const usualRuns = 10;

/** Flags of repeated runs. */
export const repeatFlags = {
  repeat: Flags.integer({
    description: `Number of runs, each on a fresh cluster; reports the spread. Without a number, ${usualRuns}: enough to compare.`,
    default: 1,
    min: 1,
    max: 100,
    helpValue: '[N]',
    helpGroup: 'REPEAT',
  }),
  'gates-on': Flags.option({
    description: 'With --repeat, judge gates by the worst or the median run; gates on losses always use the worst.',
    options: gateChoices,
    default: 'worst',
    helpValue: 'worst|median',
    helpGroup: 'REPEAT',
  })(),
} as const;

/** The flag for reports on several runs at once. */
export function seriesReportFlag(description: string) {
  return Flags.string({ description, multiple: true, delimiter: ',', helpValue: 'FORMAT', helpGroup: 'OUTPUT' });
}

/** The format of what is printed on stdout. */
export const formatFlag = Flags.option({
  description: 'Format on stdout: terminal, md for a pull request, or csv for a spreadsheet.',
  options: ['terminal', 'md', 'csv'] as const,
  default: 'terminal',
  helpValue: 'terminal|md|csv',
  helpGroup: 'OUTPUT',
})();

/** The arguments of a command without some flags and their values. */
export function withoutFlags(given: readonly string[], names: readonly string[]): readonly string[] {
  return given.filter((word, index) => {
    const flag = (one: string | undefined) => names.some((name) => one === `--${name}`);
    return !flag(word) && !flag(given[index - 1]) && !names.some((name) => word.startsWith(`--${name}=`));
  });
}

/** The arguments with a number added to a `--repeat` that has none. */
export function withRepeatNumber(given: readonly string[]): string[] {
  return given.flatMap((word, index) => {
    const next = given[index + 1];
    const isAlone = word === '--repeat' && (next === undefined || !/^\d/.test(next));
    return isAlone ? [word, String(usualRuns)] : [word];
  });
}
