import type { ApplicationPlan } from '../../application/application-options.js';
import { canRun } from '../../engine/find-program.js';
import { UsageError } from '../../errors/errors.js';

/**
 * Throws UsageError if an application's program does not exist, before servers are started for it. What a line for the shell
 * starts, only the shell knows.
 */
export async function requireProgram(
  application: ApplicationPlan | null,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  if (application === null || application.program === null) return;
  const { command, env } = application.program;
  const [program] = command;
  if (program.includes('{') || (await canRun(program, { ...environment, ...env }))) return;
  throw new UsageError(
    `application.command: there is no command ${JSON.stringify(program)} on PATH, and no such executable file. Nothing was started.`,
  );
}
