import type { RunRecord } from '../../record/run-record.js';
import type { Stats } from '../../record/sections/stats.js';
import { formatCount, formatDuration, formatLatency, formatRate, noFigure } from '../format-figures.js';
import { plannedMs } from './clock-zero.js';
import type { FigureTable } from './figure-table.js';
import { hitRateText } from './hit-rate.js';
import { isOpenLoop } from './loop.js';
import { lengthOf } from './phase-parts.js';

/** The phases of a run side by side with its totals; only the phases that were reached. `brief`: the most important rows. */
export function phaseFigures(record: RunRecord, extent: 'brief' | 'full' = 'full'): FigureTable {
  const { phases, totals } = record;
  // As in the throughput beside it, the wait for the last replies does not count.
  const lengths = phases.map((phase) => lengthOf(phase, plannedMs(record)));
  const measuredMs = lengths.reduce((sum, lengthMs) => sum + lengthMs, 0);
  const all: readonly Stats[] = [...phases, totals];
  const row = (label: string, figure: (stats: Stats) => string) => [label, ...all.map(figure)];
  const lasted = [
    'lasted',
    ...lengths.map((lengthMs) => formatDuration(lengthMs)),
    phases.length === 0 ? noFigure : formatDuration(measuredMs),
  ];
  const planned = row('planned', ({ operations }) => formatCount(operations.planned));
  const ok = row('ok', ({ operations }) => formatCount(operations.ok));
  const latency = [
    ...(isOpenLoop(record)
      ? [row('p99 response', ({ latency }) => formatLatency(latency.all?.response?.p99Us ?? null))]
      : []),
    row('p99 service', ({ latency }) => formatLatency(latency.all?.service?.p99Us ?? null)),
  ];
  const head = ['', ...phases.map(({ name }) => name), 'all'];
  if (extent === 'brief') return { head, rows: [lasted, planned, ok, ...latency] };
  return {
    head,
    rows: [
      lasted,
      planned,
      row('sent', ({ operations }) => formatCount(operations.sent)),
      ok,
      row('fail', ({ operations }) => formatCount(operations.fail)),
      row('indeterminate', ({ operations }) => formatCount(operations.indeterminate)),
      row('dropped', ({ operations }) => formatCount(operations.dropped)),
      row('hit rate', hitRateText),
      row('ok per second', ({ throughputPerSecond }) => formatRate(throughputPerSecond)),
      ...latency,
    ],
  };
}
