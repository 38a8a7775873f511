import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What makes a server what it is, and what it has said: its configuration, what it knows of its peers, its log. */
const keptFiles: readonly string[] = ['redis.conf', 'sentinel.conf', 'nodes.conf', 'log'];

/** Removes what a server has stored in its folder, so that it starts empty and as the same member. */
export async function removeData(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !keptFiles.includes(name));
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
