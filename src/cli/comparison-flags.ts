import { Flags } from '@oclif/core';
import { UsageError } from '../errors/errors.js';
import { parsePercentage } from '../units/percentage.js';
import { outputFlags } from './run-flags.js';
import { seriesReportFlag } from './series-flags.js';

/** Flags of all commands that compare two sets of runs. */
export const comparisonFlags = {
  figure: Flags.string({
    description: 'What to compare, in the notation of gates: response_time.set.p99. Repeatable.',
    multiple: true,
    helpValue: 'FIGURE',
    helpGroup: 'COMPARISON',
  }),
  threshold: Flags.string({
    description: 'Treat a smaller effect as no difference.',
    default: '1%',
    helpValue: 'SHARE',
    helpGroup: 'COMPARISON',
  }),
  detect: Flags.string({
    description: '"No difference" requires enough data to detect a change this large; otherwise unknown.',
    default: '25%',
    helpValue: 'SHARE',
    helpGroup: 'COMPARISON',
  }),
  format: Flags.string({
    description: 'Output format: terminal, or md for a pull request.',
    default: 'terminal',
    options: ['terminal', 'md'],
    helpValue: 'terminal|md',
    helpGroup: 'OUTPUT',
  }),
} as const;

export const compareFlags = {
  ...comparisonFlags,
  'allow-different': Flags.boolean({
    description: 'Compare even if the scenarios differ.',
    helpGroup: 'COMPARISON',
  }),
  report: seriesReportFlag(
    'Formats to write beside comparison.json: md, html, junit, github. Without this flag, no file is written.',
  ),
  out: outputFlags.out,
} as const;

/** Parses the shares of a comparison. Throws UsageError. */
export function readComparisonShares(flags: { readonly threshold: string; readonly detect: string }): {
  readonly ignoredShare: number;
  readonly detectShare: number;
} {
  const read = (flag: 'threshold' | 'detect') => {
    const parsed = parsePercentage(flags[flag]);
    if (parsed.expected !== undefined)
      throw new UsageError(`--${flag}: expected ${parsed.expected}, found ${JSON.stringify(flags[flag])}.`);
    return parsed.value;
  };
  return { ignoredShare: read('threshold'), detectShare: read('detect') };
}
