import { join } from 'node:path';
import { InternalError } from '../errors/errors.js';
import { type RunRecord, recordProblems } from './run-record.js';
import { writeWhole } from './write-whole.js';

/**
 * Saves a record as `<outFolder>/<folder name>/record.json`, by default named after the run's id, and returns its path. A
 * reader sees either the whole file or none. A record that violates the schema is saved next to it as `record.invalid.json`,
 * so that nothing measured is lost, and an `InternalError` names the invalid paths. Throws `NotSavedError` if it can't be
 * written.
 */
export async function writeRecord(
  record: RunRecord,
  outFolder: string,
  folderName: string = record.run.id,
): Promise<string> {
  const folder = join(outFolder, folderName);
  const problems = recordProblems(record);
  const name = problems.length === 0 ? 'record.json' : 'record.invalid.json';
  const file = await writeWhole(folder, name, `${JSON.stringify(record, null, 2)}\n`);
  if (problems.length === 0) return file;
  throw new InternalError(
    `The record of this run violates its own schema, which is a bug in cache-bench:\n${problems
      .slice(0, 10)
      .map((problem) => `  ${problem}`)
      .join('\n')}\nThe measurements are saved in ${file}. Please report the bug with that file.`,
  );
}
