import { join, relative } from 'node:path';
import { InterruptedError } from '../errors/errors.js';
import type { ComparedFigure } from '../gate/compare/compared-figure.js';
import type { RunRecord } from '../record/run-record.js';
import type { ReplacedRun } from '../record/series/replaced-run.js';
import type { ReportFormat } from '../report/registry.js';
import { runLine } from '../report/repeat/run-line.js';
import { runExperiment } from '../run/experiment.js';
import type { ExperimentRequest } from '../run/measured.js';
import { saveRun } from '../run/save-run.js';
import { mostReplacements, voidReason } from './void-run.js';

/** One run of a series: its name, the location of its record, and what it runs. */
interface SeriesRun {
  readonly title: string;
  /** Its record is in `<outFolder>/<run id>/`. */
  readonly outFolder: string;
  readonly request: ExperimentRequest;
}

/** A run with a saved record. */
export interface SavedRun {
  readonly record: RunRecord;
  /** Relative to the folder of the series. */
  readonly recordPath: string;
}

export interface SeriesRequest {
  readonly folder: string;
  readonly runs: readonly SeriesRun[];
  readonly formats: readonly ReportFormat[];
  /** The figures compared between runs; empty: the default ones; absent: runs are judged only by their gates. */
  readonly compared?: readonly ComparedFigure[];
  /** Receives each finished run, and each report that failed. */
  tell(line: string): void;
  readonly signal: AbortSignal;
}

export interface SeriesOutcome {
  /** By run, in order; null for runs without a record. */
  readonly saved: readonly (SavedRun | null)[];
  /** Void runs that were repeated. Their records are in `<folder>/void/`, where no comparison reads them. */
  readonly replaced: readonly ReplacedRun[];
  /** The run that could not be saved anywhere, which ended the series; null: each has its record. */
  readonly unsaved: RunRecord | null;
  /** The error that ended the series early, if it was not interrupted; everything before it is saved. */
  readonly failure: Error | null;
}

/**
 * Carries out runs one after another, each on a fresh cluster, and saves each record immediately. A run voided by this
 * machine is immediately replaced by another with the same seed, up to a limit. An interruption or failure ends the series
 * after saving what was measured. Throws the error that ends the first run before any has a record.
 */
export async function runSeries(
  request: SeriesRequest,
  run: typeof runExperiment = runExperiment,
): Promise<SeriesOutcome> {
  const { runs, folder, signal } = request;
  const saved: (SavedRun | null)[] = runs.map(() => null);
  const replaced: ReplacedRun[] = [];
  for (const [index, { title, outFolder, request: experiment }] of runs.entries()) {
    const name = `${title} (${index + 1} of ${runs.length})`;
    try {
      while (saved[index] === null && !signal.aborted) {
        const { record, failure } = await run(experiment);
        const reason =
          replaced.length < mostReplacements(runs.length) ? voidReason(record, request.compared ?? null) : null;
        const isVoid = reason !== null && failure === null && !signal.aborted;
        const { path, notSaved } = await save(request, record, isVoid ? join(folder, 'void') : outFolder);
        request.tell(runLine(name, record) + (isVoid && notSaved === null ? '  void: repeating it' : ''));
        if (isVoid && notSaved === null) replaced.push({ id: record.run.id, reason, recordPath: path ?? '' });
        else saved[index] = { record, recordPath: path ?? '' };
        const error = failure ?? notSaved;
        if (error) return { saved, replaced, unsaved: path === null ? record : null, failure: error };
      }
    } catch (error) {
      if (replaced.length === 0 && saved.every((one) => one === null)) throw error;
      return { saved, replaced, unsaved: null, failure: error instanceof InterruptedError ? null : (error as Error) };
    }
  }
  return { saved, replaced, unsaved: null, failure: null };
}

/**
 * Returns the record's path relative to the folder of the series (null: it could not be saved anywhere), and why it is not
 * in the expected place.
 */
async function save(
  { folder, formats, tell }: SeriesRequest,
  record: RunRecord,
  outFolder: string,
): Promise<{ readonly path: string | null; readonly notSaved: Error | null }> {
  const { path, warnings, failure } = await saveRun(record, formats, outFolder);
  for (const { message } of warnings) tell(message);
  return { path: path === null ? null : relative(folder, path), notSaved: failure };
}
