import { appendFile } from 'node:fs/promises';
import type { RunRecord } from '../../model/run-record.js';
import type { ReportWarning } from '../render-reports.js';
import { githubAnnotations } from './annotations.js';
import { github } from './github.js';

/** Where GitHub Actions says that it runs us, and where it wants the summary of the step. */
export interface GithubEnvironment {
  readonly GITHUB_ACTIONS?: string | undefined;
  readonly GITHUB_STEP_SUMMARY?: string | undefined;
}

/**
 * Tells GitHub Actions what came of a run: annotations through `write`, and the summary of the step into its file. Elsewhere
 * it does nothing. What fails becomes a warning, and never breaks the run.
 */
export async function tellGithub(
  record: RunRecord,
  recordPath: string,
  environment: GithubEnvironment,
  write: (text: string) => void,
): Promise<readonly ReportWarning[]> {
  if (environment.GITHUB_ACTIONS !== 'true') return [];
  try {
    write(githubAnnotations(record));
    const { GITHUB_STEP_SUMMARY: file } = environment;
    if (file) await appendFile(file, `${github.render(record, { columns: 100, colour: false, recordPath })}\n`);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      {
        code: 'report-failed',
        message: `GitHub could not be told what came of the run (${reason}). The record is complete; try: cache-bench report ${recordPath} --format github`,
      },
    ];
  }
}
