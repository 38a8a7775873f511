import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, sep } from 'node:path';

/** Whether a shell would find this command: on PATH, or as a path. */
export async function canRun(command: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  return command.includes(sep) ? isExecutable(command) : (await findProgram(command, environment)) !== undefined;
}

/** The first executable file of this name on PATH; undefined if there is none. */
export async function findProgram(name: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (environment.PATH ?? '').split(delimiter).filter(isAbsolute)) {
    const path = join(folder, name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

/** A folder is executable too, in a way. */
async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
