import { writeFile } from 'node:fs/promises';
import { CacheBenchError, UsageError } from '../errors/errors.js';
import type { RunRecord } from '../record/run-record.js';
import type { Reporter, ReportOptions } from './reporter.js';

/**
 * Renders a record that was read from a file. It matches its schema, but may still contain what no report can show, such as a
 * time beyond any calendar: then throws UsageError.
 */
export function renderSaved(reporter: Reporter, record: RunRecord, options: ReportOptions): string {
  try {
    return reporter.render(record, options);
  } catch (error) {
    if (error instanceof CacheBenchError) throw error;
    throw new UsageError(
      `The report of ${options.recordPath} could not be rendered (${error instanceof Error ? error.message : String(error)}). ` +
        'Either the record was changed after the run, or this is a bug in cache-bench. Try: --format json, or the original record.',
    );
  }
}

/** Throws UsageError if the file can't be written. */
export async function saveReport(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `The report could not be written to ${file} (${error.code}). Choose a file in an existing, writable folder.`,
    );
  });
}
