import type { RunRecord } from '../../record/run-record.js';
import type { Stats } from '../../record/sections/stats.js';
import { formatCount, formatDuration, formatLatency, formatRate, noFigure } from '../format-figures.js';
import { hitRateText } from './hit-rate.js';
import { isOpenLoop } from './loop.js';
import { lengthOf } from './phase-parts.js';

/** The results of each phase and in total: a header and one row per figure, with the phases side by side. */
export interface PhaseFigures {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The phases of a run side by side with its totals; only the phases that were reached. */
export function phaseFigures(record: RunRecord): PhaseFigures {
  const { phases, totals } = record;
  const measuredMs = phases.reduce((sum, phase) => sum + lengthOf(phase), 0);
  const all: readonly Stats[] = [...phases, totals];
  const row = (label: string, figure: (stats: Stats) => string) => [label, ...all.map(figure)];
  return {
    head: ['', ...phases.map(({ name }) => name), 'all'],
    rows: [
      [
        'lasted',
        ...phases.map((phase) => formatDuration(lengthOf(phase))),
        phases.length === 0 ? noFigure : formatDuration(measuredMs),
      ],
      row('planned', ({ operations }) => formatCount(operations.planned)),
      row('sent', ({ operations }) => formatCount(operations.sent)),
      row('ok', ({ operations }) => formatCount(operations.ok)),
      row('fail', ({ operations }) => formatCount(operations.fail)),
      row('indeterminate', ({ operations }) => formatCount(operations.indeterminate)),
      row('dropped', ({ operations }) => formatCount(operations.dropped)),
      row('hit rate', hitRateText),
      row('ok per second', ({ throughputPerSecond }) => formatRate(throughputPerSecond)),
      ...(isOpenLoop(record)
        ? [row('p99 response', ({ latency }) => formatLatency(latency.all?.response?.p99Us ?? null))]
        : []),
      row('p99 service', ({ latency }) => formatLatency(latency.all?.service?.p99Us ?? null)),
    ],
  };
}
