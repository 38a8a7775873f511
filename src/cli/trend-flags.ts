import { Flags } from '@oclif/core';
import { comparisonFlags } from './comparison-flags.js';
import { outputFlags } from './run-flags.js';
import { formatFlag, seriesReportFlag } from './series-flags.js';

export const trendFlags = {
  figure: Flags.string({
    description: 'What to follow, in the notation of gates: response_time.set.p99. Repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FIGURE',
    helpGroup: 'TREND',
  }),
  label: Flags.string({
    description:
      'Order and group runs by this label, such as commit (recorded with run --label commit=...). If git knows the values, runs follow the commit history. Default: by date.',
    helpValue: 'NAME',
    helpGroup: 'TREND',
  }),
  threshold: comparisonFlags.threshold,
  skip: Flags.boolean({
    description: 'Leave out files that are damaged or lack the label, and list them.',
    helpGroup: 'TREND',
  }),
  format: formatFlag,
  report: seriesReportFlag(
    'Formats to write beside series.json: md, html, csv, junit, github. Without this flag, no file is written.',
  ),
  out: outputFlags.out,
} as const;
