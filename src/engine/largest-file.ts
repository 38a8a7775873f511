import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The size in bytes of the largest file in a folder and its subfolders; 0 if there is none. */
export async function largestFileBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  // A server may remove one of its files at any time.
  const found = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => null)));
  return Math.max(0, ...found.map((entry) => (entry?.isFile() ? entry.size : 0)));
}
