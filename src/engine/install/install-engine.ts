import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EnvironmentError } from '../../errors/errors.js';
import type { EngineName } from '../../model/node.js';
import { engineFolder, enginesFolder } from '../cache-folder.js';
import { readManifest, writeManifest } from '../engine-manifest.js';
import { inspectBinary } from '../inspect-binary.js';
import { ownerLiveness, writeOwner } from '../process-identity.js';
import type { EngineBinary } from '../server-process.js';
import { takeInstallLock } from './install-lock.js';
import type { Installer } from './installer.js';

export interface InstallOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Staging of a process that can't be seen from here (another container) is left alone for this long. */
const foreignStagingMs = 3_600_000;

/**
 * Fetches an engine into its folder in the user's cache, checks that it answers, and only then moves it into place.
 * Of two processes that install at once one does it and the other waits; what a dead one left is cleaned away.
 * Throws EnvironmentError whose message is the reason alone, and InterruptedError when `signal` aborts.
 */
export async function installEngine(
  engine: EngineName,
  installer: Installer,
  options: InstallOptions,
): Promise<EngineBinary> {
  const folder = engineFolder(engine, options.environment);
  const parent = enginesFolder(options.environment);
  try {
    await mkdir(parent, { recursive: true });
    await using _lock = await takeInstallLock(join(parent, `${engine}.lock`), {
      onWait: () => options.onProgress(`waiting for another process that is fetching ${engine}`),
      signal: options.signal,
    });
    const present = await installedBinary(engine, folder);
    if (present) return present;

    await removeDeadStaging(parent);
    return await fetchInto(folder, parent, engine, installer, options);
  } catch (error) {
    throw isFileError(error)
      ? new EnvironmentError(
          `the folder ${parent} could not be used (${error.message}; CACHE_BENCH_CACHE_DIR chooses another)`,
        )
      : error;
  }
}

async function fetchInto(
  folder: string,
  parent: string,
  engine: EngineName,
  installer: Installer,
  options: InstallOptions,
): Promise<EngineBinary> {
  const stagingFolder = join(parent, `${stagingPrefix}${engine}-${randomUUID()}`);
  try {
    await mkdir(stagingFolder);
    await writeOwner(join(stagingFolder, ownerName), { exclusive: true });
    const manifest = await installer.fetch(engine, { ...options, signal: options.signal, stagingFolder });
    const tree = join(stagingFolder, 'tree');
    const inspection = await inspectBinary(
      engine,
      resolve(tree, manifest.binary),
      manifest.libraryFolders.map((path) => resolve(tree, path)),
    );
    if (!inspection.usable) throw new EnvironmentError(`the fetched ${manifest.binary} ${inspection.problem}`);
    await writeManifest(tree, manifest);

    await rename(folder, join(stagingFolder, 'replaced')).catch(() => undefined);
    await rename(tree, folder).catch(async (error: unknown) => {
      // Another process may have put the same there since.
      if (!(await installedBinary(engine, folder))) throw error;
    });
  } finally {
    await rm(stagingFolder, { recursive: true, force: true });
  }
  const installed = await installedBinary(engine, folder);
  if (!installed) throw new EnvironmentError(`what was fetched into ${folder} does not run`);
  return installed;
}

const stagingPrefix = '.staging-';
const ownerName = 'owner';

async function installedBinary(engine: EngineName, folder: string): Promise<EngineBinary | undefined> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) return undefined;
  const inspection = await inspectBinary(engine, manifest.binary, manifest.libraryFolders);
  return inspection.usable ? inspection.binary : undefined;
}

async function removeDeadStaging(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(stagingPrefix)) continue;
    const staging = join(parent, name);
    const liveness = await ownerLiveness(join(staging, ownerName));
    const ageMs = Date.now() - ((await stat(staging).catch(() => undefined))?.mtimeMs ?? 0);
    if (liveness === 'dead' || (liveness === 'unknown' && ageMs > foreignStagingMs)) {
      await rm(staging, { recursive: true, force: true });
    }
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
