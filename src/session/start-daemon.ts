import { z } from 'zod';
import { startDetached } from '../engine/start-detached.js';
import { EnvironmentError, exitCodes, InternalError, InterruptedError, UsageError } from '../errors/errors.js';
import { parseJson } from '../model/parse-json.js';
import { type Ready, readySchema } from './client-settings.js';

const failureSchema = z.object({ error: z.object({ message: z.string(), exitCode: z.number() }) });

/**
 * Starts this program again in the background, detached from the terminal, and waits until its cluster is ready. Throws the
 * error that ended the other program if it ended first.
 */
export async function startDaemon(
  programFile: string,
  given: readonly string[],
  options: { readonly onProgress: (line: string) => void; readonly signal: AbortSignal },
): Promise<Ready> {
  const answer: unknown = parseJson((await startDetached(programFile, given, options)) ?? '');
  const ready = readySchema.safeParse(answer);
  if (ready.success) return ready.data;
  const failure = failureSchema.safeParse(answer);
  if (failure.success) throw errorOf(failure.data.error);
  // It may have ended before it could report more than that.
  if (options.signal.aborted)
    throw new InterruptedError('Interrupted before the cluster was up. Nothing was left running.');
  throw new InternalError('The background program ended silently.');
}

function errorOf({ message, exitCode }: { readonly message: string; readonly exitCode: number }): Error {
  if (exitCode === exitCodes.usage.code) return new UsageError(message);
  if (exitCode === exitCodes.environment.code) return new EnvironmentError(message);
  return exitCode === exitCodes.interrupted.code ? new InterruptedError(message) : new InternalError(message);
}
