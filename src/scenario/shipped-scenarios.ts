import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The folder of the shipped scenarios, next to both src/ and dist/. */
export const shippedFolder = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** The names of the shipped scenarios, sorted. */
export async function shippedScenarios(): Promise<readonly string[]> {
  const files = await readdir(shippedFolder);
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}
