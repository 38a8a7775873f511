import { mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../errors/errors.js';

/**
 * Checks before a run that its record can be saved under `outFolder`, which need not exist yet; leaves nothing there. Throws
 * UsageError, because after the run it would be too late.
 */
export async function checkOutFolder(outFolder: string): Promise<void> {
  try {
    // Does not try to create the folder itself: on /proc, Node 20's recursive mkdir loops forever.
    const trial = await mkdtemp(join(await nearestFolder(outFolder), '.cache-bench-'));
    await rmdir(trial);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `Reports can't be written to ${outFolder} (${code}). Nothing was started. Choose a writable folder with --out.`,
    );
  }
}

/** The folder itself, or its nearest existing ancestor. Throws ENOTDIR if a file is in the way. */
async function nearestFolder(path: string): Promise<string> {
  const entry = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (entry?.isDirectory() || path === dirname(path)) return path;
  if (entry) throw Object.assign(new Error(`${path} is a file`), { code: 'ENOTDIR' });
  return nearestFolder(dirname(path));
}
