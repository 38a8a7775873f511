import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from '../errors/errors.js';

/** Writes a scenario file; `given` is its name in messages. Throws UsageError if it can't be written, or exists and may not be replaced. */
export async function writeScenario(file: string, given: string, text: string, replace: boolean): Promise<void> {
  await writeFile(file, text, { flag: replace ? 'w' : 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw unwritable(given, error);
  });
}

/** Throws UsageError if `writeScenario` would, before what it writes is known. */
export async function checkWritable(file: string, given: string, replace: boolean): Promise<void> {
  const entry = await stat(file).catch(() => null);
  if (entry?.isDirectory()) throw unwritable(given, { code: 'EISDIR' });
  if (entry !== null && !replace) throw unwritable(given, { code: 'EEXIST' });
  await access(entry === null ? dirname(file) : file, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw unwritable(given, error);
  });
}

function unwritable(given: string, { code }: Pick<NodeJS.ErrnoException, 'code'>): UsageError {
  if (code === 'EEXIST')
    return new UsageError(
      `${given} already exists and was left unchanged. Give another name, or use --force to replace it.`,
    );
  return new UsageError(`${given} could not be written (${code}). Choose a file in an existing, writable folder.`);
}
