import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../model/parse-json.js';
import type { EngineProgram } from './server-process.js';

const manifestSchema = z.strictObject({
  binary: z.string().min(1),
  libraryFolders: z.array(z.string().min(1)),
  loader: z.string().min(1).optional(),
});

/** The contents of an engine's folder; paths are relative to that folder, or absolute. */
export type EngineManifest = z.infer<typeof manifestSchema>;

/** The name of that file. */
export const manifestName = 'engine.json';

/** Writes the manifest of an engine's folder. */
export async function writeManifest(folder: string, manifest: EngineManifest): Promise<void> {
  await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o644 });
}

/** Reads the manifest of an engine's folder; undefined if there is no engine, or an incomplete one. */
export async function readManifest(folder: string): Promise<EngineProgram | undefined> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = manifestSchema.safeParse(parseJson(text));
  return parsed.success ? programOf(parsed.data, folder) : undefined;
}

/** The program described by a manifest, with absolute paths. */
export function programOf({ binary, libraryFolders, loader }: EngineManifest, folder: string): EngineProgram {
  return {
    path: resolve(folder, binary),
    libraryFolders: libraryFolders.map((path) => resolve(folder, path)),
    ...(loader !== undefined && { loader: resolve(folder, loader) }),
  };
}
