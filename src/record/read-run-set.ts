import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors/errors.js';
import { readRecord } from './read-record.js';
import type { RunRecord } from './run-record.js';

/** A saved run. */
export interface StoredRun {
  readonly record: RunRecord;
  /** Of its record. */
  readonly path: string;
}

/**
 * Reads the records of a set of runs, oldest first: a record.json, the folder of one run, or a folder of such folders,
 * including those of repeated runs. Throws a UsageError if there is none, or one can't be read: silently omitting it would
 * change the result.
 */
export async function readRunSet(path: string): Promise<readonly StoredRun[]> {
  const folders = (await foldersOfRuns(path)) ?? [path];
  const runs = await Promise.all(folders.map(async (folder) => ({ record: await readRecord(folder), path: folder })));
  return runs.sort((one, other) => one.record.run.startedAt.localeCompare(other.record.run.startedAt));
}

/** Null: the path is a record, the folder of one run, or does not exist. */
async function foldersOfRuns(path: string): Promise<readonly string[] | null> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry?.isDirectory() || (await holdsRecord(path))) return null;
  const folders = await runFoldersIn(path);
  if (folders.length > 0) return folders;
  throw new UsageError(
    `There is no record in ${path} or its subfolders. Give a record.json, the folder of a run, or a folder of runs.`,
  );
}

/** Includes those of a repetition, one level deeper, but not those of an `ab`, which belong to two sides. */
async function runFoldersIn(path: string): Promise<readonly string[]> {
  const names = (await readdir(path)).sort();
  const found = await Promise.all(
    names.map(async (name) => {
      const inside = join(path, name);
      if (await holdsRecord(inside)) return [inside];
      return (await holds(inside, 'repeat.json')) ? await runFoldersIn(inside) : [];
    }),
  );
  return found.flat();
}

function holdsRecord(folder: string): Promise<boolean> {
  return holds(folder, 'record.json');
}

async function holds(folder: string, name: string): Promise<boolean> {
  return (await stat(join(folder, name)).catch(() => undefined))?.isFile() ?? false;
}
