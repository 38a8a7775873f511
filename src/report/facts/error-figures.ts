import type { RunRecord } from '../../record/run-record.js';
import { formatCount } from '../format-figures.js';

/** The frequency of each error class: a header and one row per class, with the phases side by side. */
export interface ErrorFigures {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The error classes of a run by phase and in total, most frequent first; no rows without failures. */
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
