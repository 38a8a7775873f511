import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../record/run-record.js';
import { type ReportFormat, reporters } from './registry.js';
import type { Reporter } from './reporter.js';

/** A report that failed, in the form of a record's warnings. */
export interface ReportWarning {
  readonly code: 'report-failed';
  readonly message: string;
}

/**
 * Writes the reports of a record into an existing folder. A failing reporter never breaks the run: it becomes a warning, and
 * the others are still written.
 */
export async function renderReports(
  record: RunRecord,
  formats: readonly ReportFormat[],
  folder: string,
  known: Readonly<Record<ReportFormat, Reporter>> = reporters,
): Promise<readonly ReportWarning[]> {
  const warnings: ReportWarning[] = [];
  for (const format of new Set(formats)) {
    try {
      await writeReport(record, known[format], folder);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      warnings.push({
        code: 'report-failed',
        message: `The ${format} report could not be written (${reason}). The record is complete; try: cache-bench report ${folder} --format ${format}`,
      });
    }
  }
  return warnings;
}

async function writeReport(record: RunRecord, reporter: Reporter, folder: string): Promise<void> {
  const text = reporter.render(record, { columns: 100, colour: false, recordPath: join(folder, 'record.json') });
  const file = join(folder, reporter.fileName);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}
