import { dirname } from 'node:path';
import type { RepeatedRuns } from '../../record/series/repeated-runs.js';
import { exitCodeOf } from '../../record/verdict-exit-code.js';
import { writeRepeat } from '../../record/write-series.js';
import { renderRepeat } from '../../report/repeat/repeat-report.js';
import { repeatSeries } from '../../report/series/repeat-series.js';
import type { SeriesKind } from '../series.js';

/** One scenario, run several times. */
export const repeat = {
  name: 'repeat',
  write: writeRepeat,
  isSeriesFile: false,
  report: repeatSeries,
  render: (repeated, page) => renderRepeat(repeated, { ...page, repeatPath: page.path }),
  rendersPath: true,
  location: (path) => `The runs are in ${dirname(path)}`,
  verdict: ({ verdict }) => verdict,
  exitCode: (repeated) => exitCodeOf({ run: repeated, verdict: repeated.verdict }),
} as const satisfies SeriesKind<RepeatedRuns>;
