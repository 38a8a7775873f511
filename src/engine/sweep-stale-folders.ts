import { lstat, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { ownerLiveness } from './process-identity.js';
import { ownerFileName, runFolderPrefix } from './run-folder.js';

/**
 * Removes the folders of runs whose program is dead, and kills the servers that still run from inside them: the last line
 * of defence, should a program and its watchdog both have been killed. Gives the folders removed.
 * Only this user's folders that hold the file of an owner who is certainly dead are touched. Servers are found on
 * Linux alone (`/proc`). Never throws: what can't be removed stays.
 */
export async function sweepStaleFolders(parent: string = tmpdir()): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const name of await readdir(parent).catch(() => [])) {
    const path = join(parent, name);
    if (name.startsWith(runFolderPrefix) && (await isStale(path))) stale.push(path);
  }
  if (stale.length === 0) return [];

  await killProcessesInside(stale);
  for (const path of stale) {
    await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }).catch(() => undefined);
  }
  return stale;
}

async function isStale(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isDirectory() || found.uid !== process.getuid?.()) return false;
  return (await ownerLiveness(join(path, ownerFileName))) === 'dead';
}

async function killProcessesInside(folders: readonly string[]): Promise<void> {
  const names = await readdir('/proc').catch(() => []);
  for (const name of names.filter((candidate) => /^\d+$/.test(candidate))) {
    const workingFolder = await readlink(`/proc/${name}/cwd`).catch(() => undefined);
    if (workingFolder === undefined || Number(name) === process.pid) continue;
    if (folders.some((folder) => workingFolder === folder || workingFolder.startsWith(folder + sep)))
      kill(Number(name));
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone meanwhile.
  }
}
