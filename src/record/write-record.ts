import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { InternalError } from '../errors/errors.js';
import type { RunRecord } from '../model/run-record.js';
import { recordProblems } from './schema.js';

/**
 * Saves a record as `<outFolder>/<folder name>/record.json`, by default that of the run's id, and gives back that path. A reader sees the whole file or none.
 * A record that breaks the schema is saved beside it as `record.invalid.json`, so that nothing measured is lost, and an
 * `InternalError` names the paths that are wrong.
 */
export async function writeRecord(
  record: RunRecord,
  outFolder: string,
  folderName: string = record.run.id,
): Promise<string> {
  const folder = join(outFolder, folderName);
  await mkdir(folder, { recursive: true });
  const problems = recordProblems(record);
  const file = join(folder, problems.length === 0 ? 'record.json' : 'record.invalid.json');
  await writeWhole(file, `${JSON.stringify(record, null, 2)}\n`);
  if (problems.length === 0) return file;
  throw new InternalError(
    `The record of this run breaks its own schema, which is a bug of cache-bench:\n${problems
      .slice(0, 10)
      .map((problem) => `  ${problem}`)
      .join('\n')}\nWhat was measured is saved in ${file}. Please report it with that file.`,
  );
}

/** Writes a file so that a reader sees the whole of it or none. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
  await rename(temporary, file);
}
