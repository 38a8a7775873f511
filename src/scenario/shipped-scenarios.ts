import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The folder of the scenarios that come with the program; it lies beside both src/ and dist/. */
export const shippedFolder = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** The names of the scenarios that come with the program, sorted. */
export async function shippedScenarios(): Promise<readonly string[]> {
  const files = await readdir(shippedFolder);
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}
