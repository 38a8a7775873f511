import { chmod, chown, mkdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { enginesFolder } from '../../engine/cache-folder.js';
import { runTool } from '../../engine/run-tool.js';
import { serverCommand } from '../../engine/server-command.js';
import type { EngineBinary, ProcessUser } from '../../engine/server-process.js';
import { EnvironmentError } from '../../errors/errors.js';

export type PostgresBinary = EngineBinary<'postgres'>;

const trialTimeoutMs = 5_000;
const copyTimeoutMs = 60_000;

/** The user that PostgreSQL runs as, because it refuses to run as root; undefined: ours. */
export function serverUser(): ProcessUser | undefined {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
}

/** Creates a folder that belongs to that user, in a folder that others can enter but not list. */
export async function userFolder(parent: string, name: string, user: ProcessUser | undefined): Promise<string> {
  const path = join(parent, name);
  if (user !== undefined) await chmod(parent, 0o711);
  await mkdir(path, { mode: 0o700 });
  if (user !== undefined) await chown(path, user.uid, user.gid);
  return path;
}

/**
 * A server that this user can run: the original, or a copy of the one we fetched (the cache folder is ours alone),
 * which takes no space if hard links work. Throws EnvironmentError.
 */
export async function programFor(
  user: ProcessUser | undefined,
  binary: PostgresBinary,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<PostgresBinary> {
  if (user === undefined || (await canRun(binary, user))) return binary;
  const engines = enginesFolder(environment);
  const inside = relative(engines, binary.path);
  const copied = join(folder, 'program');
  const root = join(engines, inside.split(sep)[0] ?? '');
  if (!inside.startsWith('..') && (await copyTree(root, copied))) {
    const moved = (path: string) => join(copied, relative(root, path));
    const copy = { ...binary, path: moved(binary.path), libraryFolders: binary.libraryFolders.map(moved) };
    if (await canRun(copy, user)) return copy;
  }
  throw new EnvironmentError(
    `PostgreSQL refuses to run as root, so it runs as nobody, who can't run ${binary.path}. ` +
      'Try: let every user read it and enter its folders and TMPDIR, or run cache-bench as another user',
  );
}

async function canRun(binary: PostgresBinary, user: ProcessUser): Promise<boolean> {
  const { command, parameters, environment } = serverCommand(binary, ['--version']);
  const trial = await runTool(command, parameters, { timeoutMs: trialTimeoutMs, environment, user, folder: '/' });
  return trial.failure === undefined;
}

async function copyTree(from: string, to: string): Promise<boolean> {
  for (const flags of ['-al', '-a']) {
    const copy = await runTool('cp', [flags, from, to], { timeoutMs: copyTimeoutMs });
    if (copy.failure === undefined) return true;
    await runTool('rm', ['-rf', to], { timeoutMs: copyTimeoutMs });
  }
  return false;
}
