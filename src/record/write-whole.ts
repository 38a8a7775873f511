import { mkdir, mkdtemp, open, rename, rm, rmdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../errors/errors.js';

/**
 * A file that could not be written in the expected place: a full disk, no inodes, a limit. Its content may be saved
 * elsewhere. Exit code 5.
 */
export class NotSavedError extends EnvironmentError {
  /** Where it was saved instead; null: nowhere. */
  readonly keptAt: string | null;

  constructor(file: string, reason: string, keptAt: string | null) {
    const kept = keptAt === null ? 'It could not be saved elsewhere either' : `It was saved as ${keptAt} instead`;
    super(`${file} could not be written (${reason}). ${kept}. Free some space, or choose another folder with --out.`);
    this.keptAt = keptAt;
  }
}

/**
 * Writes `<folder>/<name>` so that a reader sees either the whole file or none, and returns its path; creates the folder. On
 * failure, it leaves nothing behind, saves the text to a new folder in the temporary or home folder, and throws a
 * `NotSavedError` with its location.
 */
export async function writeWhole(folder: string, name: string, text: string): Promise<string> {
  try {
    return await writeInto(folder, name, text);
  } catch (error) {
    throw new NotSavedError(join(folder, name), (error as Error).message, await keepElsewhere(name, text));
  }
}

/** Location of a document; null: it could not be saved anywhere. */
export interface Kept {
  readonly path: string | null;
  /** Why it is not in the expected place; null: it is. */
  readonly notSaved: NotSavedError | null;
}

/** The result of writing a document that must survive a failing disk. */
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

/** Removes a folder and its ancestors, up to `last`, as long as they are empty. */
async function removeEmpty(folder: string, last: string): Promise<void> {
  for (let path = folder; path.length >= last.length; path = dirname(path)) {
    const isRemoved = await rmdir(path).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}

/** Where a text was saved instead; null if that was impossible. */
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
