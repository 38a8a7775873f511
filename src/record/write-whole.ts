import { mkdir, mkdtemp, open, rename, rm, rmdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../errors/errors.js';

/** A file that could not be written where it should be: a full disk, no inodes, a limit. What it would hold may be kept elsewhere. Exit code 5. */
export class NotSavedError extends EnvironmentError {
  /** Where it was saved instead; null: nowhere. */
  readonly keptAt: string | null;

  constructor(file: string, reason: string, keptAt: string | null) {
    const kept = keptAt === null ? 'It could be saved nowhere else either' : `It was saved as ${keptAt} instead`;
    super(`${file} could not be written (${reason}). ${kept}. Make room there, or choose another folder with --out.`);
    this.keptAt = keptAt;
  }
}

/**
 * Writes `<folder>/<name>` so that a reader sees the whole file or none, and gives its path; the folder is made. Where that fails, nothing is left
 * behind, the text goes to a new folder in the temporary folder or the home folder, and a `NotSavedError` says where.
 */
export async function writeWhole(folder: string, name: string, text: string): Promise<string> {
  try {
    return await writeInto(folder, name, text);
  } catch (error) {
    throw new NotSavedError(join(folder, name), (error as Error).message, await keepElsewhere(name, text));
  }
}

/** Where a document lies; null: no folder took it. */
export interface Kept {
  readonly path: string | null;
  /** Why it is not where it should be; null: it is. */
  readonly notSaved: NotSavedError | null;
}

/** What came of writing a document that must not be lost with the disk that does not take it. */
export function keptWhere(writing: Promise<string>): Promise<Kept> {
  return writing.then(
    (path) => ({ path, notSaved: null }),
    (error: unknown) => {
      if (!(error instanceof NotSavedError)) throw error;
      return { path: error.keptAt, notSaved: error };
    },
  );
}

async function writeInto(folder: string, name: string, text: string): Promise<string> {
  const firstMade = await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    {
      await using handle = await open(temporary, 'w');
      await handle.writeFile(text);
      await handle.sync();
    }
    await rename(temporary, file);
    return file;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    if (firstMade !== undefined) await removeEmpty(folder, firstMade);
    throw error;
  }
}

/** Removes a folder and those above it, up to `last`, as long as nothing is in them. */
async function removeEmpty(folder: string, last: string): Promise<void> {
  for (let path = folder; path.length >= last.length; path = dirname(path)) {
    const isRemoved = await rmdir(path).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}

/** Where a text was saved instead; null where no folder takes it. */
async function keepElsewhere(name: string, text: string): Promise<string | null> {
  for (const parent of [tmpdir(), homedir()]) {
    try {
      const folder = await mkdtemp(join(parent, 'saved-by-cache-bench-'));
      try {
        return await writeInto(folder, name, text);
      } catch {
        await rmdir(folder).catch(() => {});
      }
    } catch {
      // Not writable either: the next one.
    }
  }
  return null;
}
