import { stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { EnvironmentError } from '../errors/errors.js';
import type { EngineName } from '../model/node.js';
import { engineFolder } from './cache-folder.js';
import { readManifest } from './engine-manifest.js';
import { inspectBinary } from './inspect-binary.js';
import { binaryVariable, engines } from './registry.js';
import type { EngineBinary } from './server-process.js';

/** Where a binary was found: named by the environment variable, on PATH, or fetched by us. */
export type EngineOrigin = 'environment' | 'path' | 'cache';

export interface EngineSearch {
  readonly found: { readonly binary: EngineBinary; readonly origin: EngineOrigin } | undefined;
  /** Places in words, in the order in which they were looked in, with what was wrong there. */
  readonly lookedIn: readonly string[];
}

/**
 * Looks for an engine's server: the binary that `CACHE_BENCH_<ENGINE>_BINARY` names, then PATH, then our cache folder.
 * Throws EnvironmentError when the variable names something unusable: a choice made is never silently replaced.
 */
export async function findEngine(
  engine: EngineName,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<EngineSearch> {
  const chosen = environment[binaryVariable(engine)];
  if (chosen) {
    const binary = await chosenBinary(engine, chosen);
    return { found: { binary, origin: 'environment' }, lookedIn: [binaryVariable(engine)] };
  }

  const lookedIn: string[] = [];
  const onPath = await findOnPath(engine, environment.PATH ?? '');
  if (onPath.binary) return { found: { binary: onPath.binary, origin: 'path' }, lookedIn: ['PATH'] };
  lookedIn.push(describePlace('PATH', onPath.problem));

  const folder = engineFolder(engine, environment);
  const cached = await findInFolder(engine, folder);
  if (cached.binary) return { found: { binary: cached.binary, origin: 'cache' }, lookedIn: [...lookedIn, folder] };
  lookedIn.push(describePlace(`the engine folder ${folder}`, cached.problem));
  return { found: undefined, lookedIn };
}

interface Look {
  readonly binary?: EngineBinary;
  /** What lies there and is of no use. */
  readonly problem?: string;
}

async function chosenBinary(engine: EngineName, chosen: string): Promise<EngineBinary> {
  const path = resolve(chosen);
  const inspection = await inspectBinary(engine, path);
  if (inspection.usable) return inspection.binary;
  const variable = binaryVariable(engine);
  const { binaryName } = engines[engine];
  throw new EnvironmentError(
    `${variable} names ${path}, and that ${inspection.problem}. ` +
      `Set ${variable} to a working ${binaryName}, or unset it to have one looked for.`,
  );
}

async function findOnPath(engine: EngineName, searchPath: string): Promise<Look> {
  let problem: string | undefined;
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    const path = join(folder, engines[engine].binaryName);
    if (!(await stat(path).catch(() => undefined))) continue;
    const inspection = await inspectBinary(engine, path);
    if (inspection.usable) return { binary: inspection.binary };
    problem ??= `${path} ${inspection.problem}`;
  }
  return problem === undefined ? {} : { problem };
}

async function findInFolder(engine: EngineName, folder: string): Promise<Look> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) return {};
  const inspection = await inspectBinary(engine, manifest.binary, manifest.libraryFolders);
  if (inspection.usable) return { binary: inspection.binary };
  return { problem: `${manifest.binary} ${inspection.problem}` };
}

function describePlace(place: string, problem: string | undefined): string {
  return problem === undefined ? place : `${place}, where ${problem}`;
}
