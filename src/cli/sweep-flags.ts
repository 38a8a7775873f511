import { Flags } from '@oclif/core';
import { figuresBeforehand } from '../series/figures-beforehand.js';
import type { SweepSettings } from '../series/sweep/sweep-scenario.js';
import { outputFlags, scenarioFlags } from './run-flags.js';
import { formatFlag, repeatFlags, seriesReportFlag } from './series-flags.js';

/** Flags of a sweep: those of a run, and what it varies. */
export const sweepFlags = {
  vary: Flags.string({
    description:
      'A setting and its values, such as workload.durability=async,wait:1. Repeatable: every combination is run. Default: the sweep section of the scenario.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PATH=A,B,C',
    helpGroup: 'SWEEP',
  }),
  repeat: Flags.integer({
    description: 'Number of runs of each combination, with the same seeds. Default: that of the scenario, or 3.',
    min: 1,
    max: 100,
    helpValue: 'N',
    helpGroup: 'SWEEP',
  }),
  'gates-on': repeatFlags['gates-on'],
  figure: Flags.string({
    description: 'A column of the table, in the notation of gates: response_time.set.p99. Repeatable.',
    multiple: true,
    helpValue: 'FIGURE',
    helpGroup: 'SWEEP',
  }),
  ...scenarioFlags,
  ...outputFlags,
  format: formatFlag,
  report: seriesReportFlag('Formats to write beside series.json: md, html, csv, junit, github. Default: md.'),
} as const;

/** Parses what `sweep` varies, apart from the grid, which depends on the scenario. Throws UsageError. */
export function readSweepSettings(
  flags: {
    readonly vary?: readonly string[] | undefined;
    readonly repeat?: number | undefined;
    readonly 'gates-on': SweepSettings['gatesOn'];
    readonly figure?: readonly string[] | undefined;
  },
  command: readonly string[],
): SweepSettings {
  return {
    vary: flags.vary ?? [],
    repeat: flags.repeat ?? null,
    gatesOn: flags['gates-on'],
    figures: figuresBeforehand(flags.figure ?? []),
    command,
  };
}
