import type { SweepRecord } from '../../record/series/sweep-record.js';
import { exitCodeOf } from '../../record/verdict-exit-code.js';
import { writeSweep } from '../../record/write-series.js';
import { sweepSeries } from '../../report/series/sweep-series.js';
import { renderSweep } from '../../report/sweep/sweep-report.js';
import type { SeriesKind } from '../series.js';
import { textOf } from '../text-of.js';

/** The same drill over a grid of settings. */
export const sweep = {
  name: 'sweep',
  write: writeSweep,
  isSeriesFile: true,
  report: sweepSeries,
  render: (record, page) => textOf(sweepSeries, record, page.format) ?? renderSweep(record, page),
  rendersPath: true,
  location: (path) => `The sweep is in ${path}`,
  verdict: ({ verdict }) => verdict,
  exitCode: (record) => exitCodeOf({ run: record, verdict: record.verdict }),
} as const satisfies SeriesKind<SweepRecord>;
