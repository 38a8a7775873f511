import { writeFile } from 'node:fs/promises';
import { UsageError } from '../errors/errors.js';

/** Writes a scenario file; `given` is its name in messages. Throws UsageError if it can't be written, or exists and may not be replaced. */
export async function writeScenario(file: string, given: string, text: string, replace: boolean): Promise<void> {
  await writeFile(file, text, { flag: replace ? 'w' : 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw unwritable(given, error);
  });
}

/** Why a file can't be written. */
export function unwritable(given: string, { code }: Pick<NodeJS.ErrnoException, 'code'>): UsageError {
  if (code === 'EEXIST')
    return new UsageError(
      `${given} already exists and was left unchanged. Give another name, or use --force to replace it.`,
    );
  return new UsageError(`${given} could not be written (${code}). Choose a file in an existing, writable folder.`);
}
