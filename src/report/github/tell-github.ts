import { appendFile, stat, truncate } from 'node:fs/promises';
import type { RunRecord } from '../../model/run-record.js';
import type { ReportWarning } from '../render-reports.js';
import type { SeriesReport } from '../series/series-report.js';
import { annotationsOf, githubAnnotations } from './annotations.js';
import { github } from './github.js';

/** Where GitHub Actions says that it runs us, and where it wants the summary of the step. */
export interface GithubEnvironment {
  readonly GITHUB_ACTIONS?: string | undefined;
  readonly GITHUB_STEP_SUMMARY?: string | undefined;
}

/** Tells GitHub Actions the result of a run. Elsewhere it does nothing; what fails becomes a warning, and never breaks the run. */
export function tellGithub(
  record: RunRecord,
  recordPath: string | null,
  environment: GithubEnvironment,
  write: (text: string) => void,
): Promise<readonly ReportWarning[]> {
  return publish(environment, write, {
    annotations: () => githubAnnotations(record),
    summary: () => github.render(record, { columns: 100, colour: false, recordPath }),
    remedy: recordPath === null ? '' : `The record is complete; try: cache-bench report ${recordPath} --format github`,
  });
}

/** The same for several runs that were repeated, compared or searched. */
export function tellGithubOfSeries(
  report: SeriesReport,
  environment: GithubEnvironment,
  write: (text: string) => void,
): Promise<readonly ReportWarning[]> {
  return publish(environment, write, {
    annotations: () => annotationsOf(report.cases, report.summary),
    summary: () => report.markdown,
    remedy: 'Nothing else is affected.',
  });
}

/** Annotations go to `write`, the summary to the end of the step's file. */
async function publish(
  { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY: file }: GithubEnvironment,
  write: (text: string) => void,
  texts: { annotations(): string; summary(): string; readonly remedy: string },
): Promise<readonly ReportWarning[]> {
  if (GITHUB_ACTIONS !== 'true') return [];
  try {
    write(texts.annotations());
    if (file) await appendWhole(file, `${texts.summary()}\n`);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      {
        code: 'report-failed',
        message: `GitHub could not be told what came of the run (${reason}). ${texts.remedy}`.trimEnd(),
      },
    ];
  }
}

/** Appends the whole text, or nothing: half a table would spoil what other steps of the job have written. */
async function appendWhole(file: string, text: string): Promise<void> {
  const size = await stat(file).then(
    (known) => known.size,
    () => 0,
  );
  try {
    await appendFile(file, text);
  } catch (error) {
    await truncate(file, size).catch(() => {});
    throw error;
  }
}
