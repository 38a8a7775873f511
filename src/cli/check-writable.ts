import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unwritable } from '../scenario/write-scenario.js';

/** Throws UsageError if a file can't be written, before the work that makes its content; `given` is its name in messages. */
export async function checkWritable(file: string, given: string, replace: boolean): Promise<void> {
  const entry = await stat(file).catch(() => null);
  if (entry?.isDirectory()) throw unwritable(given, { code: 'EISDIR' });
  if (entry !== null && !replace) throw unwritable(given, { code: 'EEXIST' });
  await access(entry === null ? dirname(file) : file, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw unwritable(given, error);
  });
}
