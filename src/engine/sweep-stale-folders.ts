import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ownerLiveness } from './process-identity.js';
import { ownerFileName, runFolderPrefix } from './run-folder.js';
import { processesOfMark } from './server-mark.js';
import { temporaryFolder } from './temporary-folder.js';

/**
 * Removes the folders of runs whose program is dead, and kills their remaining servers: the last line of defence if a
 * program and its watchdog were both killed. Returns the removed folders. It only touches folders of this user whose
 * recorded owner is certainly dead, and only kills processes that the dead program started: others with that working folder,
 * such as a shell, are left alone. Finds servers on Linux only (`/proc`). Never throws: what can't be removed stays.
 */
export async function sweepStaleFolders(parent: string = temporaryFolder()): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const name of await readdir(parent).catch(() => [])) {
    const path = join(parent, name);
    if (name.startsWith(runFolderPrefix) && (await isStale(path))) stale.push(path);
  }
  if (stale.length === 0) return [];

  for (const path of stale) {
    await killServersOf(path);
    await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }).catch(() => undefined);
  }
  return stale;
}

async function isStale(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isDirectory() || found.uid !== process.getuid?.()) return false;
  return (await ownerLiveness(join(path, ownerFileName))) === 'dead';
}

async function killServersOf(runFolder: string): Promise<void> {
  const names: readonly string[] = await readdir(runFolder).catch(() => []);
  for (const name of names) for (const pid of await processesOfMark(join(runFolder, name))) kill(pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone meanwhile.
  }
}
