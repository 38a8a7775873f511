import type { RunRecord } from '../../record/run-record.js';
import { formatCount } from '../format-figures.js';
import type { FigureTable } from './figure-table.js';

/** How often each step of composite operations was sent, and how it ended; null if all operations were single commands. */
export function stepFigures({ totals }: RunRecord): FigureTable | null {
  if (totals.steps === undefined) return null;
  return {
    head: ['step', 'sent', 'ok', 'fail', 'indeterminate'],
    rows: Object.entries(totals.steps).flatMap(([operation, steps]) =>
      steps.map(({ step, ...counts }) => [
        `${operation}: ${step}`,
        ...[counts.sent, counts.ok, counts.fail, counts.indeterminate].map(formatCount),
      ]),
    ),
  };
}
