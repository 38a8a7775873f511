import { readdir, stat } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { EnvironmentError } from '../errors/errors.js';
import { type EngineRequest, engineRequestText, isVersionWanted, newestFirst } from '../model/engine-request.js';
import type { ServerName } from '../model/node.js';
import { enginesFolder } from './cache-folder.js';
import { manifestName, readManifest } from './engine-manifest.js';
import { type Inspection, inspectBinary } from './inspect-binary.js';
import { binaryVariable, engineOf, engines } from './registry.js';
import type { EngineBinary } from './server-process.js';
import { trustProblem } from './trust-problem.js';

/** Where a binary was found: named by the environment variable, on PATH, in a folder of the system, or fetched by us. */
export type EngineOrigin = 'environment' | 'path' | 'system' | 'cache';

export interface EngineSearch<Name extends ServerName> {
  readonly found: { readonly binary: EngineBinary<Name>; readonly origin: EngineOrigin } | undefined;
  /** The places searched, in order, with the problem found in each. */
  readonly lookedIn: readonly string[];
}

/**
 * Searches for an engine's server of the requested version: the binary named by `CACHE_BENCH_<ENGINE>_BINARY`, then PATH,
 * the folder of the system's packages, and our cache folder. Throws EnvironmentError if the variable names something unusable or another version: an explicit
 * choice is never silently replaced.
 */
export async function findEngine<Name extends ServerName>(
  request: EngineRequest<Name>,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<EngineSearch<Name>> {
  const { engine } = request;
  const chosen = environment[binaryVariable(engine)];
  if (chosen) {
    const binary = await chosenBinary(request, chosen);
    return { found: { binary, origin: 'environment' }, lookedIn: [binaryVariable(engine)] };
  }

  const lookedIn: string[] = [];
  const onPath = await findInFolders(request, (environment.PATH ?? '').split(delimiter));
  if (onPath.binary) return { found: { binary: onPath.binary, origin: 'path' }, lookedIn: ['PATH'] };
  lookedIn.push(describePlace('PATH', onPath.problem));

  const { debianFolder } = engineOf(engine);
  if (debianFolder !== undefined) {
    const place = join('/', debianFolder);
    const installed = await findInFolders(request, await numberedFolders(place));
    if (installed.binary) return { found: { binary: installed.binary, origin: 'system' }, lookedIn: [place] };
    lookedIn.push(describePlace(place, installed.problem));
  }

  const folder = enginesFolder(environment);
  const cached = await findInCache(request, folder);
  if (cached.binary) return { found: { binary: cached.binary, origin: 'cache' }, lookedIn: [...lookedIn, folder] };
  lookedIn.push(describePlace(`the engine folder ${folder}`, cached.problem));
  return { found: undefined, lookedIn };
}

/**
 * An engine's folder names in our cache folder, in order of use: the one fetched without a version (`redis`), then those
 * fetched by version (`redis@8.0.2`), newest first.
 */
export async function cachedFolders(engine: ServerName, folder: string): Promise<readonly string[]> {
  const names: readonly string[] = await readdir(folder).catch(() => []);
  const versioned = names.filter((name) => name.startsWith(`${engine}@`)).sort(newestFirst);
  return names.includes(engine) ? [engine, ...versioned] : versioned;
}

/** The folders that match a path, newest version first; its `*`, if there is one, stands for a version. */
export async function numberedFolders(path: string): Promise<readonly string[]> {
  const [before = '', after] = path.split('*');
  if (after === undefined) return [path];
  const names: readonly string[] = await readdir(before).catch(() => []);
  return [...names].sort(newestFirst).map((name) => join(before, name, after));
}

/** The server in one folder of our cache folder, of any version. */
export async function inspectFolder<Name extends ServerName>(
  engine: Name,
  folder: string,
): Promise<EngineLookup<Name>> {
  const program = await readManifest(folder);
  if (program === undefined) return {};
  const files = [join(folder, manifestName), program.path, ...(program.loader === undefined ? [] : [program.loader])];
  const doubt = await trustProblem([dirname(dirname(folder)), dirname(folder), folder, ...files]);
  if (doubt !== undefined) return { problem: doubt };
  const inspection = await inspectBinary(engine, program);
  if (inspection.usable) return { binary: inspection.binary };
  return { problem: `${program.path} ${inspection.problem}` };
}

export interface EngineLookup<Name extends ServerName> {
  readonly binary?: EngineBinary<Name>;
  /** Why what is there is unusable. */
  readonly problem?: string;
}

async function chosenBinary<Name extends ServerName>(
  request: EngineRequest<Name>,
  chosen: string,
): Promise<EngineBinary<Name>> {
  const { engine, version } = request;
  const path = resolve(chosen);
  const inspection = await inspectBinary(engine, { path, libraryFolders: [] });
  const variable = binaryVariable(engine);
  if (inspection.usable) {
    if (isVersionWanted(inspection.binary.version, version)) return inspection.binary;
    throw new EnvironmentError(
      `${variable} names ${path}, which is ${engine} ${inspection.binary.version}, but ${engineRequestText(request)} was requested. ` +
        `Unset ${variable} to search for that version.`,
    );
  }
  const { binaryName } = engines[engine];
  throw new EnvironmentError(
    `${variable} names ${path}, which ${inspection.problem}. ` +
      `Set ${variable} to a working ${binaryName}, or unset it to search for one.`,
  );
}

async function findInFolders<Name extends ServerName>(
  { engine, version }: EngineRequest<Name>,
  folders: readonly string[],
): Promise<EngineLookup<Name>> {
  let problem: string | undefined;
  for (const folder of folders.filter(isAbsolute)) {
    const path = join(folder, engines[engine].binaryName);
    if (!(await stat(path).catch(() => undefined))) continue;
    const look = wanted(version, await inspectBinary(engine, { path, libraryFolders: [] }), path);
    if (look.binary) return look;
    problem ??= look.problem;
  }
  return problem === undefined ? {} : { problem };
}

async function findInCache<Name extends ServerName>(
  { engine, version }: EngineRequest<Name>,
  folder: string,
): Promise<EngineLookup<Name>> {
  const problems: string[] = [];
  for (const name of await cachedFolders(engine, folder)) {
    const { binary, problem } = await inspectFolder(engine, join(folder, name));
    if (binary !== undefined && isVersionWanted(binary.version, version)) return { binary };
    if (binary !== undefined) problems.push(`${binary.path} is version ${binary.version}`);
    else if (problem !== undefined) problems.push(problem);
  }
  return problems.length === 0 ? {} : { problem: [...new Set(problems)].join(', ') };
}

function wanted<Name extends ServerName>(
  version: string | null,
  inspection: Inspection<Name>,
  path: string,
): EngineLookup<Name> {
  if (!inspection.usable) return { problem: `${path} ${inspection.problem}` };
  const { binary } = inspection;
  return isVersionWanted(binary.version, version) ? { binary } : { problem: `${path} is version ${binary.version}` };
}

function describePlace(place: string, problem: string | undefined): string {
  return problem === undefined ? place : `${place}, where ${problem}`;
}
