import { startDetached } from '../engine/start-detached.js';
import { InternalError, InterruptedError } from '../errors/errors.js';
import type { Ready } from './client/client-settings.js';
import { readyIn } from './program-answer.js';

/**
 * Starts this program again in the background, detached from the terminal, and waits until its cluster is ready. Throws the
 * error that ended the other program if it ended first.
 */
export async function startDaemon(
  programFile: string,
  given: readonly string[],
  options: { readonly onProgress: (line: string) => void; readonly signal: AbortSignal },
): Promise<Ready> {
  const ready = readyIn((await startDetached(programFile, given, options)) ?? '');
  if (ready !== undefined) return ready;
  // It may have ended before it could report more than that.
  if (options.signal.aborted)
    throw new InterruptedError('Interrupted before the cluster was up. Nothing was left running.');
  throw new InternalError('The background program ended silently.');
}
