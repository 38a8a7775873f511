import { Flags } from '@oclif/core';
import { UsageError } from '../errors/errors.js';
import { parsePercentage } from '../units/percentage.js';
import { outputFlags } from './run-flags.js';
import { formatFlag, seriesReportFlag } from './series-flags.js';

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
  format: formatFlag,
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
  return { ignoredShare: readThreshold(flags.threshold), detectShare: readShare('detect', flags.detect) };
}

/** Parses the smallest effect that matters. Throws UsageError. */
export function readThreshold(text: string): number {
  return readShare('threshold', text);
}

function readShare(flag: 'threshold' | 'detect', text: string): number {
  const parsed = parsePercentage(text);
  if (parsed.expected !== undefined)
    throw new UsageError(`--${flag}: expected ${parsed.expected}, found ${JSON.stringify(text)}.`);
  return parsed.value;
}
