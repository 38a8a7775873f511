import { appendFile, stat, truncate } from 'node:fs/promises';
import type { RunRecord } from '../../record/run-record.js';
import type { ReportWarning } from '../render-reports.js';
import type { SeriesReport } from '../series/series-report.js';
import { annotationsOf, githubAnnotations } from './annotations.js';
import { github } from './github.js';

/** The variables by which GitHub Actions identifies itself and the step's summary file. */
export interface GithubEnvironment {
  readonly GITHUB_ACTIONS?: string | undefined;
  readonly GITHUB_STEP_SUMMARY?: string | undefined;
}

/** Reports the result of a run to GitHub Actions. Does nothing elsewhere; failures become warnings and never break the run. */
export function reportToGithub(
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
export function reportSeriesToGithub(
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

/** Annotations go to `write`, the summary is appended to the step's file. */
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
        message: `The result could not be reported to GitHub (${reason}). ${texts.remedy}`.trimEnd(),
      },
    ];
  }
}

/** Appends the whole text or nothing: half a table would garble the output of the job's other steps. */
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
