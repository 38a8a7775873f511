import { lstat } from 'node:fs/promises';

/** Write permission for a file's group and for all others. */
const writableByOthers = 0o022;

/**
 * Why the contents of these folders or files can't be trusted, as a sentence with what to do: another user could have put
 * them there, and they would run with this user's permissions. Undefined if nobody else could, and for what does not exist.
 * Root is trusted.
 */
export async function trustProblem(paths: readonly string[]): Promise<string | undefined> {
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  for (const path of paths) {
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined) continue;
    if (found.uid !== user && found.uid !== 0)
      return `${path} belongs to another user (uid ${found.uid}), so its contents can't be trusted: set CACHE_BENCH_CACHE_DIR to a folder of your own`;
    const mode = (found.mode & 0o777).toString(8);
    if (!found.isSymbolicLink() && (found.mode & writableByOthers) !== 0)
      return `other users can write to ${path} (mode ${mode}), so its contents can't be trusted: remove it to fetch it again, or run chmod -R go-w on it`;
  }
  return undefined;
}
