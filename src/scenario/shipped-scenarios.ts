import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { topologyNamed } from '../topology/can.js';

/** The folder of the shipped scenarios, next to both src/ and dist/. */
export const shippedFolder = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** A shipped scenario with this topology: another one's zones and links may not fit. Without a word, the default. */
export function drillWith(topology: unknown): string {
  return topologyNamed(topology)?.drill ?? 'sentinel-failover';
}

/** The names of the shipped scenarios, sorted. */
export async function shippedScenarios(): Promise<readonly string[]> {
  const files = await readdir(shippedFolder);
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}
