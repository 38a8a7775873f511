import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors/errors.js';
import type { RunRecord } from '../model/run-record.js';
import { readRecord } from './read-record.js';

/**
 * Reads the records of a set of runs, oldest first: a record.json, the folder of one run, or a folder of such folders. Throws a
 * UsageError when there is none, or one can't be read: what is left out in silence would change the answer.
 */
export async function readRunSet(path: string): Promise<readonly RunRecord[]> {
  const folders = await foldersOfRuns(path);
  const records = folders === null ? [await readRecord(path)] : await Promise.all(folders.map(readRecord));
  return records.sort((one, other) => one.run.startedAt.localeCompare(other.run.startedAt));
}

/** Null: the path is a record, the folder of one run, or nothing at all. */
async function foldersOfRuns(path: string): Promise<readonly string[] | null> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry?.isDirectory() || (await holdsRecord(path))) return null;
  const names = (await readdir(path)).sort();
  const folders = [];
  for (const name of names) if (await holdsRecord(join(path, name))) folders.push(join(path, name));
  if (folders.length > 0) return folders;
  throw new UsageError(
    `There is no record in ${path}, nor in the folders in it. Give a record.json, the folder of a run, or a folder of such folders.`,
  );
}

async function holdsRecord(folder: string): Promise<boolean> {
  return (await stat(join(folder, 'record.json')).catch(() => undefined))?.isFile() ?? false;
}
