import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { parseProcessStat } from './process-identity.js';

/**
 * The file in a server's folder that identifies its process: its line of /proc/<pid>/stat, written by the launch script
 * before the server runs. Linux only.
 */
export const serverMarkName = 'process';

/**
 * The processes of a server started in `folder`: itself, and those forked into its process group, such as a saving Redis.
 * Other processes with that working folder, such as a user's shell, are excluded: pid, group and start must match the mark.
 */
export async function processesOfMark(folder: string): Promise<readonly number[]> {
  const mark = parseProcessStat(await readFile(join(folder, serverMarkName), 'utf8').catch(() => ''));
  if (mark === undefined) return [];
  const found: number[] = [];
  for (const pid of await pids()) {
    const process = parseProcessStat(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
    if (process === undefined || process.group !== mark.pid || !(await worksInside(pid, folder))) continue;
    const isOurs = pid === mark.pid ? process.startTicks === mark.startTicks : process.startTicks >= mark.startTicks;
    if (isOurs) found.push(pid);
  }
  return found;
}

/**
 * The processes that a server has moved out of its process group, such as one that daemonized: they run the same `program`
 * in the server's folder, and started after its mark.
 */
export async function escapedProcesses(folder: string, program: string): Promise<readonly number[]> {
  const mark = parseProcessStat(await readFile(join(folder, serverMarkName), 'utf8').catch(() => ''));
  const wanted = await stat(program).catch(() => undefined);
  if (mark === undefined || wanted === undefined) return [];
  const found: number[] = [];
  for (const pid of await pids()) {
    if (!(await worksInside(pid, folder))) continue;
    const process = parseProcessStat(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
    const itsProgram = await stat(`/proc/${pid}/exe`).catch(() => undefined);
    if (process === undefined || process.startTicks < mark.startTicks) continue;
    if (itsProgram?.ino === wanted.ino && itsProgram.dev === wanted.dev) found.push(pid);
  }
  return found;
}

async function pids(): Promise<readonly number[]> {
  const names: readonly string[] = await readdir('/proc').catch(() => []);
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

async function worksInside(pid: number, folder: string): Promise<boolean> {
  const workingFolder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return workingFolder !== undefined && (workingFolder === folder || workingFolder.startsWith(folder + sep));
}
