import { type GithubEnvironment, tellGithubOfSeries } from '../../report/github/tell-github.js';
import type { ReportFormat } from '../../report/registry.js';
import type { SeriesReport } from '../../report/series/series-report.js';
import { writeSeriesReports } from '../../report/series/write-series-reports.js';

/** Where the results of a series go beside the terminal. */
export interface SeriesOutlets {
  readonly formats: readonly ReportFormat[];
  /** Null: no file is written. */
  readonly folder: string | null;
  readonly environment: GithubEnvironment;
  /** Workflow commands, on stderr: GitHub reads them there too, and under --json stdout is the document alone. */
  write(text: string): void;
}

/** Writes the reports of a series, and its summary and annotations in GitHub Actions. Gives what could not be written, a line each. */
export async function publishSeries(
  report: SeriesReport,
  { formats, folder, environment, write }: SeriesOutlets,
): Promise<readonly string[]> {
  const warnings = [
    ...(folder === null ? [] : await writeSeriesReports(report, formats, folder)),
    ...(await tellGithubOfSeries(report, environment, write)),
  ];
  return warnings.map(({ message }) => message);
}
