import { UsageError } from '../../errors/errors.js';
import type { ComparedFigure } from '../../gate/compare/compared-figure.js';
import { defaultFigures, operationsIn, readFigure } from '../../gate/compare/compared-figures.js';
import { requireFigures } from '../../gate/compare/require-figures.js';
import { questionOf, type RunTraits } from '../../gate/compare/side-differences.js';
import { operationKinds } from '../../load/operation/registry.js';
import type { FoundRecord } from '../../record/find-records.js';
import { readRecord } from '../../record/read-record.js';
import type { RunRecord } from '../../record/run-record.js';
import type { TrendRecord } from '../../record/series/trend-record.js';

/** What a trend keeps of a run: a record is too large to keep thousands. */
export interface Measurement {
  readonly path: string;
  readonly series: string | null;
  /** The value of the label that orders them; null: they are ordered by date. */
  readonly label: string | null;
  readonly measuredAt: string;
  readonly traits: RunTraits;
  readonly question: string;
  readonly figures: readonly ComparedFigure[];
  /** By the name of the figure; null if missing. */
  readonly values: ReadonlyMap<string, number | null>;
}

interface ReadOptions {
  /** As named on the command line; empty: the default figures. */
  readonly figures: readonly string[];
  /** Null: none orders them. */
  readonly label: string | null;
  /** Leave out files that can't be used, instead of throwing. */
  readonly isSkipping: boolean;
}

/**
 * Reads the records, each run once, oldest first. Throws UsageError naming the first file that is damaged or lacks the
 * label, unless these are skipped, and for an unknown figure.
 */
export async function readMeasurements(
  found: readonly FoundRecord[],
  options: ReadOptions,
): Promise<{ readonly measurements: readonly Measurement[]; readonly skipped: TrendRecord['skipped'] }> {
  const measurements = new Map<string, Measurement>();
  const skipped: { file: string; reason: string }[] = [];
  for (const one of found) {
    try {
      const measurement = measurementOf(await readRecord(one.path), one, options);
      const { id } = measurement.traits.run;
      const same = measurements.get(id);
      if (same === undefined) measurements.set(id, measurement);
      else skipped.push({ file: one.path, reason: `It is the same run as ${same.path}.` });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      if (!options.isSkipping || error instanceof FigureError)
        throw error instanceof FigureError ? error.cause : withAdvice(error);
      skipped.push({ file: one.path, reason: error.message });
    }
  }
  if (measurements.size === 0) throw new UsageError('No record could be read: --skip left out all of them.');
  const sorted = [...measurements.values()].sort((one, other) => one.measuredAt.localeCompare(other.measuredAt));
  return { measurements: sorted, skipped };
}

function withAdvice(error: UsageError): UsageError {
  return new UsageError(`${error.message}\nUse --skip to leave out files that can't be used.`);
}

/** A figure that does not exist: a mistake on the command line, not in the file. */
class FigureError extends UsageError {}

/** What a trend keeps of a record. Throws UsageError if it lacks the label, and FigureError for an unknown figure. */
export function measurementOf(
  record: RunRecord,
  { path, series }: FoundRecord,
  options: Omit<ReadOptions, 'isSkipping'>,
): Measurement {
  const { scenario, environment, run } = record;
  const label = options.label === null ? null : (run.labels?.[options.label] ?? null);
  if (options.label !== null && label === null)
    throw new UsageError(`${path} has no label ${options.label}. Without --label, runs are ordered by date.`);
  const figures = figuresOf(record, options.figures);
  return {
    ...{ path, series, label, figures },
    measuredAt: run.measuredAt ?? run.startedAt,
    traits: { scenario, environment, run },
    question: questionOf(record),
    values: new Map(figures.map((figure) => [figure.name, readFigure(figure, [record]).values[0] ?? null])),
  };
}

function figuresOf(record: RunRecord, named: readonly string[]): readonly ComparedFigure[] {
  if (named.length === 0) return defaultFigures([record]);
  try {
    return requireFigures(named, [...operationKinds, ...operationsIn([record])]);
  } catch (error) {
    throw new FigureError('unknown figure', { cause: error });
  }
}
