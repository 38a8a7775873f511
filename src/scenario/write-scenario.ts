import { writeFile } from 'node:fs/promises';
import { UsageError } from '../errors/errors.js';

/** Writes a scenario file; `given` is its name in messages. Throws UsageError if it can't be written, or exists and may not be replaced. */
export async function writeScenario(file: string, given: string, text: string, replace: boolean): Promise<void> {
  await writeFile(file, text, { flag: replace ? 'w' : 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST')
      throw new UsageError(
        `${given} already exists and was left unchanged. Give another name, or use --force to replace it.`,
      );
    throw new UsageError(
      `${given} could not be written (${error.code}). Choose a file in an existing, writable folder.`,
    );
  });
}
