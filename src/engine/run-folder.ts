import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError } from '../errors/errors.js';
import { writeOwner } from './process-identity.js';
import { temporaryFolder, temporaryFolderProblem } from './temporary-folder.js';
import type { Watchdog } from './watchdog.js';

/** Prefix of a run's folder name, which the sweep looks for. */
export const runFolderPrefix = 'cache-bench-';
/** The file in a run's folder that identifies the owning process. */
export const ownerFileName = 'owner';

/** A run's temporary folder. Disposing it removes it with everything in it, unless it was released to be kept. */
export interface RunFolder extends AsyncDisposable {
  readonly path: string;
  /** Leaves the folder to the user, for `--keep`: neither we nor a later run removes it. */
  releaseForKeep(): Promise<void>;
}

/** Creates a run's folder under the system's temporary folder, readable only by this user, and guards it. */
export async function createRunFolder(watchdog: Watchdog): Promise<RunFolder> {
  const path = join(temporaryFolder(), runFolderPrefix + randomUUID().slice(0, 13));
  const problem = temporaryFolderProblem(temporaryFolder());
  if (problem !== undefined) throw new EnvironmentError(`${problem} Set TMPDIR to another folder.`);
  watchdog.guardFolder(path);
  try {
    await mkdir(path, { mode: 0o700 });
    await writeOwner(join(path, ownerFileName), { exclusive: true });
  } catch (error) {
    throw new EnvironmentError(
      `The temporary folder ${path} could not be created: ${(error as Error).message}. Set TMPDIR to a writable folder.`,
      { cause: error },
    );
  }

  let kept = false;
  return {
    path,
    async releaseForKeep() {
      kept = true;
      watchdog.releaseFolder(path);
      await rm(join(path, ownerFileName), { force: true });
    },
    async [Symbol.asyncDispose]() {
      if (kept) return;
      // A killed process may still be finishing a write: retry if something appeared meanwhile.
      await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
      watchdog.releaseFolder(path);
    },
  };
}
