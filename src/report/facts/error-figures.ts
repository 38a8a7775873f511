import type { RunRecord } from '../../model/run-record.js';
import { formatCount } from '../format-figures.js';

/** How often each class of error came: a header and one row for each class, the phases side by side. */
export interface ErrorFigures {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The classes of errors of a run by phase and in all, the most frequent first; no row where nothing failed. */
export function errorFigures({ phases, totals }: RunRecord): ErrorFigures {
  const classes = Object.entries(totals.errors)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a);
  return {
    head: ['', ...phases.map(({ name }) => name), 'all'],
    rows: classes.map(([name, count]) => [
      name,
      ...phases.map(({ errors }) => formatCount(Object.hasOwn(errors, name) ? (errors[name] ?? 0) : 0)),
      formatCount(count),
    ]),
  };
}
