import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Creates a folder with its missing ancestors, readable only by this user; does nothing if it exists. Not by mkdir's own
 * `recursive`, which in Node 20 loops forever where a file system refuses new folders with ENOENT, such as /proc.
 */
export async function makePrivateFolder(path: string): Promise<void> {
  const existing = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (existing?.isDirectory()) return;
  if (existing === undefined && path !== dirname(path)) await makePrivateFolder(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
    // Another process may have just created it.
    if (error.code !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error;
  });
}
