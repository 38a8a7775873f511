import { dirname } from 'node:path';
import type { RunRecord } from '../model/run-record.js';
import { writeRecord } from '../record/write-record.js';
import type { ReportFormat } from '../report/registry.js';
import type { ReportWarning } from '../report/render-reports.js';

/** Saves a record and its reports under `outFolder/<run id>/`; gives the record's path, and the reports that failed. */
export async function saveRun(
  record: RunRecord,
  formats: readonly ReportFormat[],
  outFolder: string,
): Promise<{ readonly path: string; readonly warnings: readonly ReportWarning[] }> {
  const path = await writeRecord(record, outFolder);
  // Read here, so that no run has to wait for the reports before it starts.
  const { renderReports } = await import('../report/render-reports.js');
  return { path, warnings: await renderReports(record, formats, dirname(path)) };
}
