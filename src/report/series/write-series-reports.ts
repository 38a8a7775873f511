import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportFormat } from '../registry.js';
import type { ReportWarning } from '../render-reports.js';
import type { SeriesReport } from './series-report.js';
import { isSeriesFormat, seriesReporters } from './series-reporters.js';

/**
 * Writes the reports of a series into an existing folder, in those of the formats that can show several runs at once. One
 * that can't be written becomes a warning, and the others are still written.
 */
export async function writeSeriesReports(
  report: SeriesReport,
  formats: readonly ReportFormat[],
  folder: string,
): Promise<readonly ReportWarning[]> {
  const warnings: ReportWarning[] = [];
  for (const format of new Set(formats.filter(isSeriesFormat))) {
    const { fileName, render } = seriesReporters[format];
    const file = join(folder, fileName);
    const temporary = `${file}.${process.pid}.tmp`;
    try {
      await writeFile(temporary, render(report));
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      const reason = error instanceof Error ? error.message : String(error);
      warnings.push({ code: 'report-failed', message: `The ${format} report could not be written (${reason}).` });
    }
  }
  return warnings;
}
