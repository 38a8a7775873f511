import { join, relative } from 'node:path';
import { InterruptedError } from '../../errors/errors.js';
import type { ComparedFigure } from '../../gate/compare/compared-figure.js';
import type { ReplacedRun } from '../../model/replaced-run.js';
import type { RunRecord } from '../../model/run-record.js';
import type { ReportFormat } from '../../report/registry.js';
import { runLine } from '../../report/repeat/run-line.js';
import { runExperiment } from '../experiment.js';
import type { ExperimentRequest } from '../measured.js';
import { saveRun } from '../save-run.js';
import { mostReplacements, voidReason } from './void-run.js';

/** One run of a series: what it is called, where its record goes, and what is run. */
interface SeriesRun {
  readonly title: string;
  /** Its record lies in `<outFolder>/<run id>/`. */
  readonly outFolder: string;
  readonly request: ExperimentRequest;
}

/** A run that has left its record. */
export interface SavedRun {
  readonly record: RunRecord;
  /** Relative to the folder of the series. */
  readonly recordPath: string;
}

export interface SeriesRequest {
  readonly folder: string;
  readonly runs: readonly SeriesRun[];
  readonly formats: readonly ReportFormat[];
  /** What the runs are compared by; empty: by the usual figures; absent: they are judged by their gates alone. */
  readonly compared?: readonly ComparedFigure[];
  /** Hears of each run when it is over, and of what could not be reported. */
  tell(line: string): void;
  readonly signal: AbortSignal;
}

export interface SeriesOutcome {
  /** By run, in order; null for those that have no record. */
  readonly saved: readonly (SavedRun | null)[];
  /** Void runs that were run again. Their records are in `<folder>/void/`, where no comparison reads them. */
  readonly replaced: readonly ReplacedRun[];
  /** The run that no folder took, which ended the series; null: each has its record. */
  readonly unsaved: RunRecord | null;
  /** What broke the series off, when it was neither its end nor a person: all until then is saved. */
  readonly failure: Error | null;
}

/**
 * Carries out runs after each other, each on a fresh cluster, and saves each record at once. A run that this machine voided is replaced at
 * once by another with the same seed, up to a limit. An interruption or a failure ends the series after what was measured is saved. Throws
 * what breaks off the first run before any has a record.
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
        request.tell(runLine(name, record) + (isVoid && notSaved === null ? '  void: it is run again' : ''));
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

/** Gives the record's path, relative to the folder of the series (null: no folder took it), and why it is not where it should be. */
async function save(
  { folder, formats, tell }: SeriesRequest,
  record: RunRecord,
  outFolder: string,
): Promise<{ readonly path: string | null; readonly notSaved: Error | null }> {
  const { path, warnings, failure } = await saveRun(record, formats, outFolder);
  for (const { message } of warnings) tell(message);
  return { path: path === null ? null : relative(folder, path), notSaved: failure };
}
