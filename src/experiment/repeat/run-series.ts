import { relative } from 'node:path';
import { InterruptedError } from '../../errors/errors.js';
import type { RunRecord } from '../../model/run-record.js';
import type { ReportFormat } from '../../report/registry.js';
import { runLine } from '../../report/repeat/run-line.js';
import { runExperiment } from '../experiment.js';
import type { ExperimentRequest } from '../measured.js';
import { saveRun } from '../save-run.js';

/** One run of a series: what it is called, where its record goes, and what is run. */
export interface SeriesRun {
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
  /** Hears of each run when it is over, and of what could not be reported. */
  tell(line: string): void;
  readonly signal: AbortSignal;
}

export interface SeriesOutcome {
  /** By run, in order; null for those that have no record. */
  readonly saved: readonly (SavedRun | null)[];
  /** What broke the series off, when it was neither its end nor a person: all until then is saved. */
  readonly failure: Error | null;
}

/**
 * Carries out runs after each other, each with a cluster of its own, and saves each record at once. An interruption or a failure ends the
 * series after what was measured is saved. Throws what breaks off the first run before any has a record.
 */
export async function runSeries(
  request: SeriesRequest,
  run: typeof runExperiment = runExperiment,
): Promise<SeriesOutcome> {
  const { runs, folder, formats, signal } = request;
  const saved: (SavedRun | null)[] = runs.map(() => null);
  for (const [index, { title, outFolder, request: experiment }] of runs.entries()) {
    if (signal.aborted) break;
    try {
      const { record, failure } = await run(experiment);
      const { path, warnings } = await saveRun(record, formats, outFolder);
      for (const { message } of warnings) request.tell(message);
      saved[index] = { record, recordPath: relative(folder, path) };
      request.tell(runLine(`${title} (${index + 1} of ${runs.length})`, record));
      if (failure) return { saved, failure };
    } catch (error) {
      if (saved.every((one) => one === null)) throw error;
      return { saved, failure: error instanceof InterruptedError ? null : (error as Error) };
    }
  }
  return { saved, failure: null };
}
