import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const manifestSchema = z.strictObject({
  binary: z.string().min(1),
  libraryFolders: z.array(z.string().min(1)),
});

/** What an engine's folder says of its content; paths are relative to that folder, or absolute. */
export type EngineManifest = z.infer<typeof manifestSchema>;

const manifestName = 'engine.json';

/** Writes down what is in an engine's folder. */
export async function writeManifest(folder: string, manifest: EngineManifest): Promise<void> {
  await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Reads what is in an engine's folder, with absolute paths; undefined when there is no engine or only half of one. */
export async function readManifest(folder: string): Promise<EngineManifest | undefined> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { binary, libraryFolders } = parsed.data;
  return { binary: resolve(folder, binary), libraryFolders: libraryFolders.map((path) => resolve(folder, path)) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
