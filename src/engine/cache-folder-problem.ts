import { mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { enginesFolder } from './cache-folder.js';
import { trustProblem } from './trust-problem.js';

/** Why servers can't be fetched into the cache folder, as a sentence with what to do; undefined if they can. Leaves nothing there. */
export async function cacheFolderProblem(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const folder = enginesFolder(environment);
  try {
    const trial = await mkdtemp(join(await nearestFolder(folder), '.cache-bench-'));
    await rmdir(trial);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `Servers can't be fetched into ${folder} (${code}). Set CACHE_BENCH_CACHE_DIR to a writable folder.`;
  }
  return trustProblem([dirname(folder), folder]);
}

/** The folder itself, or its nearest existing ancestor. */
async function nearestFolder(path: string): Promise<string> {
  const isMissing = await stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
  return isMissing && path !== dirname(path) ? nearestFolder(dirname(path)) : path;
}
