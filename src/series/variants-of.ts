import { medianInterval } from '../gate/compare/statistics.js';
import { summarizeFigures } from '../gate/compare/summarize-runs.js';
import type { SeriesVariant } from '../record/series/series-document.js';
import type { CountedRun } from './series.js';

/** The runs of a series by their settings, with the interval of each figure. */
export function variantsOf(counted: readonly CountedRun[]): readonly SeriesVariant[] {
  const names = [...new Set(counted.map(({ variant }) => variant.name))];
  return names.map((name) => {
    const runs = counted.filter(({ variant }) => variant.name === name);
    const figures = summarizeFigures(runs.map(({ record }) => record));
    return {
      name,
      settings: runs[0]?.variant.settings ?? {},
      runs: runs.map(({ recordPath }) => recordPath ?? ''),
      figures: Object.fromEntries(figures.map(({ name: figure, values }) => [figure, medianInterval(values)])),
    };
  });
}
