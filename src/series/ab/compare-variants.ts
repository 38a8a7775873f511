import { join } from 'node:path';
import { compareRuns } from '../../gate/compare/compare-runs.js';
import type { ComparisonOptions } from '../../gate/compare/comparison-options.js';
import { requireFigures } from '../../gate/compare/require-figures.js';
import { operationKinds } from '../../load/operation/registry.js';
import type { Comparison } from '../../record/series/comparison.js';
import { writeComparison } from '../../record/write-comparison.js';
import { keptWhere } from '../../record/write-whole.js';
import type { runExperiment } from '../../run/experiment.js';
import type { ExperimentRequest } from '../../run/measured.js';
import { runSeries, type SeriesRequest } from '../run-series.js';
import type { SeriesResult } from '../series.js';

/** One of the two compared variants: its settings, and its run in each round. */
export interface Variant {
  readonly label: string;
  /** As many as the other variant has. */
  readonly requests: readonly ExperimentRequest[];
}

/** The figures of a comparison that has not begun. Throws UsageError for an invalid one. */
export function figuresBeforehand(named: readonly string[]): ComparisonOptions['figures'] {
  return requireFigures(named, operationKinds);
}

/**
 * Runs two variants in rounds (A B, B A, A B, ...) and compares them in pairs: machine drift affects both alike, and neither
 * always runs second. Records are in `<folder>/a` and `<folder>/b`. Throws the error that ends the first run before it has a
 * record.
 */
export async function compareVariants(
  base: Variant,
  changed: Variant,
  options: Pick<ComparisonOptions, 'figures' | 'ignoredShare' | 'detectShare'>,
  series: Omit<SeriesRequest, 'runs'>,
  run?: typeof runExperiment,
): Promise<SeriesResult<Comparison>> {
  const order = base.requests.flatMap((_, round) => (round % 2 === 0 ? ['a', 'b'] : ['b', 'a']) as ('a' | 'b')[]);
  const variants = { a: base, b: changed };
  const runs = order.flatMap((name, index) => {
    const request = variants[name].requests[Math.floor(index / 2)];
    return request === undefined ? [] : [{ title: name.toUpperCase(), outFolder: join(series.folder, name), request }];
  });
  const { saved, replaced, unsaved, failure } = await runSeries({ ...series, runs, compared: options.figures }, run);
  const recordsOf = (name: 'a' | 'b') =>
    saved.flatMap((one, index) => (one !== null && order[index] === name ? [one.record] : []));
  const document = {
    ...compareRuns(
      { label: base.label, records: recordsOf('a') },
      { label: changed.label, records: recordsOf('b') },
      { ...options, paired: true, allowDifferent: true },
    ),
    replaced,
    interrupted: saved.some((one) => one === null || one.record.run.interrupted),
  };
  const { path, notSaved } = await keptWhere(writeComparison(document, series.folder));
  return { document, path, unsaved, failure: failure ?? notSaved };
}
