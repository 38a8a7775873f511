import { tmpdir } from 'node:os';
import { resolve } from 'node:path';

/** The system's temporary folder as an absolute path: TMPDIR may be relative, and servers run in other folders. */
export function temporaryFolder(): string {
  return resolve(tmpdir());
}

/** Why the servers' folders can't be in this folder; undefined if they can. */
export function temporaryFolderProblem(folder: string): string | undefined {
  if (folder.includes('\n')) return `The temporary folder ${JSON.stringify(folder)} has a line break in its path.`;
  // Redis expands them in the path of its configuration file, and they can't be escaped.
  const [wildcard] = /[*?[]/.exec(folder) ?? [];
  if (wildcard === undefined) return undefined;
  return `The temporary folder ${folder} has a ${wildcard} in its path, which servers treat as a pattern.`;
}
