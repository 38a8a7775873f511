import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A server's identity and output: its configuration, its knowledge of peers, its log. */
const keptFiles: readonly string[] = ['redis.conf', 'sentinel.conf', 'nodes.conf', 'log'];

/** Removes the data stored in a server's folder, so that it starts empty but as the same member. */
export async function removeData(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !keptFiles.includes(name));
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
