import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors/errors.js';

/** A saved record, and the series whose runs it belongs to, if any. */
export interface FoundRecord {
  readonly path: string;
  /** The folder of repeated runs; null: it is a single run. */
  readonly series: string | null;
}

const mostRecords = 5_000;
const mostDepth = 12;
/** Folders of void runs, and folders that never contain records. */
const skippedFolders: readonly string[] = ['void', 'node_modules'];

/**
 * The records below some folders, at any depth, such as those of unpacked CI artifacts; a path may also be that of a record.
 * The runs of a comparison, search or sweep are left out, because their settings differ on purpose. Throws UsageError if a
 * path has none, or there are too many.
 */
export async function findRecords(paths: readonly string[]): Promise<readonly FoundRecord[]> {
  const found: FoundRecord[] = [];
  for (const path of paths) {
    const entry = await stat(path).catch(() => undefined);
    if (entry === undefined)
      throw new UsageError(`There is nothing at ${path}. Give a folder with records, such as reports.`);
    const before = found.length;
    if (entry.isDirectory()) await collect(path, null, 0, found);
    else found.push({ path, series: null });
    if (found.length === before)
      throw new UsageError(
        `There is no record.json in ${path} or its subfolders, apart from those of comparisons, searches and sweeps. Give a folder of runs.`,
      );
  }
  return found;
}

async function collect(folder: string, series: string | null, depth: number, found: FoundRecord[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${folder} cannot be read (${error.code}). Check its permissions.`);
  });
  const files = entries.flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  if (files.includes('record.json')) {
    if (found.length === mostRecords)
      throw new UsageError(`There are more than ${mostRecords} records. Give folders with fewer of them.`);
    found.push({ path: join(folder, 'record.json'), series });
  }
  const isRepeat = files.includes('repeat.json');
  const isOtherSeries = ['series.json', 'comparison.json', 'search.json'].some((name) => files.includes(name));
  if ((isOtherSeries && !isRepeat) || depth === mostDepth) return;
  for (const { name } of entries.filter((entry) => entry.isDirectory()).sort(byName))
    if (!name.startsWith('.') && !skippedFolders.includes(name))
      await collect(join(folder, name), isRepeat ? folder : series, depth + 1, found);
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name.localeCompare(other.name, 'en');
}
