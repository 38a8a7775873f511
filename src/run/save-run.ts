import { dirname } from 'node:path';
import type { LiveReports } from '../progress/live-reports.js';
import { writeHistory } from '../record/history-file.js';
import { writeRecord } from '../record/write-record.js';
import { keptWhere, type NotSavedError } from '../record/write-whole.js';
import type { ReportFormat } from '../report/registry.js';
import type { ReportWarning } from '../report/render-reports.js';
import type { ExperimentOutcome } from './experiment.js';

/** The result of saving a run. */
export interface SavedRecord {
  /** Path of the record; null if it could not be saved anywhere. */
  readonly path: string | null;
  /** The reports that failed. */
  readonly warnings: readonly ReportWarning[];
  /** Why the record is not in the expected place; null: it is. */
  readonly failure: NotSavedError | null;
}

/**
 * Saves a record, its history and its reports under `outFolder/<folder name>/`, or elsewhere if that can't be written.
 * Completes the live reports.
 */
export async function saveRun(
  { record, history = null }: Pick<ExperimentOutcome, 'record' | 'history'>,
  formats: readonly ReportFormat[],
  outFolder: string,
  liveReports: LiveReports | null = null,
  folderName: string = record.run.id,
): Promise<SavedRecord> {
  const { path, notSaved: failure } = await keptWhere(writeRecord(record, outFolder, folderName));
  if (path === null) return { path, warnings: [], failure };
  const beside = history === null ? null : await keptWhere(writeHistory(history, dirname(path)));
  const complete = (await liveReports?.finish(record, path)) ?? [];
  const open = formats.filter((format) => !complete.includes(format));
  // Imported here, so that no run waits for the reports to load before it starts.
  const { renderReports } = await import('../report/render-reports.js');
  const warnings = await renderReports(record, open, dirname(path));
  return { path, warnings, failure: failure ?? beside?.notSaved ?? null };
}
