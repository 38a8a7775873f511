import { type GithubEnvironment, reportSeriesToGithub } from '../report/github/report-to-github.js';
import type { ReportFormat } from '../report/registry.js';
import type { SeriesReport } from '../report/series/series-report.js';
import { writeSeriesReports } from '../report/series/write-series-reports.js';

/** Where the results of a series go besides the terminal. */
export interface SeriesOutlets {
  readonly formats: readonly ReportFormat[];
  /** Null: no file is written. */
  readonly folder: string | null;
  readonly environment: GithubEnvironment;
  /** Workflow commands go to stderr: GitHub reads them there too, and with --json stdout contains only the document. */
  write(text: string): void;
}

/** Writes the reports of a series, and its summary and annotations in GitHub Actions. Returns one line for each failed write. */
export async function publishSeries(
  report: SeriesReport,
  { formats, folder, environment, write }: SeriesOutlets,
): Promise<readonly string[]> {
  const warnings = [
    ...(folder === null ? [] : await writeSeriesReports(report, formats, folder)),
    ...(await reportSeriesToGithub(report, environment, write)),
  ];
  return warnings.map(({ message }) => message);
}
