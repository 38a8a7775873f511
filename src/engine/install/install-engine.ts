import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../../errors/errors.js';
import { type EngineRequest, engineRequestText, isVersionWanted } from '../../model/engine-request.js';
import type { ServerName } from '../../model/node.js';
import { enginesFolder } from '../cache-folder.js';
import { programOf, writeManifest } from '../engine-manifest.js';
import { cachedFolders, inspectFolder } from '../find-engine.js';
import { inspectBinary } from '../inspect-binary.js';
import { makePrivateFolder } from '../make-private-folder.js';
import { ownerLiveness, writeOwner } from '../process-identity.js';
import type { EngineBinary } from '../server-process.js';
import { trustProblem } from '../trust-problem.js';
import { takeInstallLock } from './install-lock.js';
import type { Installer } from './installer.js';

export interface InstallOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Staging folders of a process that is invisible from here (another container) are left alone for this long. */
const foreignStagingMs = 3_600_000;

/**
 * Fetches an engine into its folder in the user's cache, checks that it answers, and only then moves it into place. If two
 * processes install at once, one does the work and the other waits; leftovers of dead ones are removed. Throws
 * EnvironmentError whose message is only the reason, and InterruptedError if `signal` aborts.
 */
export async function installEngine<Name extends ServerName>(
  request: EngineRequest<Name>,
  installer: Installer,
  options: InstallOptions,
): Promise<EngineBinary<Name>> {
  const { engine } = request;
  const parent = enginesFolder(options.environment);
  try {
    await makePrivateFolder(parent);
    const doubt = await trustProblem([dirname(parent), parent]);
    if (doubt !== undefined) throw new EnvironmentError(doubt);
    await using _lock = await takeInstallLock(join(parent, `${engine}.lock`), {
      onWait: () => options.onProgress(`waiting for another process that is fetching ${engine}`),
      signal: options.signal,
    });
    const present = await installedBinary(request, parent);
    if (present) return present;

    await removeDeadStaging(parent);
    return await fetchInto(parent, request, installer, options);
  } catch (error) {
    throw isFileError(error)
      ? new EnvironmentError(
          `the folder ${parent} could not be used (${error.message}; CACHE_BENCH_CACHE_DIR selects another)`,
        )
      : error;
  }
}

async function fetchInto<Name extends ServerName>(
  parent: string,
  request: EngineRequest<Name>,
  installer: Installer,
  options: InstallOptions,
): Promise<EngineBinary<Name>> {
  const { engine, version } = request;
  const stagingFolder = join(parent, `${stagingPrefix}${engine}-${randomUUID()}`);
  try {
    await mkdir(stagingFolder, { mode: 0o700 });
    await writeOwner(join(stagingFolder, ownerName), { exclusive: true });
    const manifest = await installer.fetch(request, { ...options, signal: options.signal, stagingFolder });
    const tree = join(stagingFolder, 'tree');
    const inspection = await inspectBinary(engine, programOf(manifest, tree));
    if (!inspection.usable) throw new EnvironmentError(`the fetched ${manifest.binary} ${inspection.problem}`);
    const fetched = inspection.binary.version;
    if (!isVersionWanted(fetched, version))
      throw new EnvironmentError(`${installer.tool} has ${engine} ${fetched}, not ${engineRequestText(request)}`);
    await writeManifest(tree, manifest);

    const folder = join(parent, version === null ? engine : `${engine}@${fetched}`);
    await rename(folder, join(stagingFolder, 'replaced')).catch(() => undefined);
    await rename(tree, folder).catch(async (error: unknown) => {
      // Another process may have installed the same in the meantime.
      if (!(await installedBinary(request, parent))) throw error;
    });
  } finally {
    await rm(stagingFolder, { recursive: true, force: true });
  }
  const installed = await installedBinary(request, parent);
  if (!installed) throw new EnvironmentError(`the server fetched into ${parent} does not run`);
  return installed;
}

const stagingPrefix = '.staging-';
const ownerName = 'owner';

async function installedBinary<Name extends ServerName>(
  { engine, version }: EngineRequest<Name>,
  parent: string,
): Promise<EngineBinary<Name> | undefined> {
  for (const name of await cachedFolders(engine, parent)) {
    const { binary } = await inspectFolder(engine, join(parent, name));
    if (binary !== undefined && isVersionWanted(binary.version, version)) return binary;
  }
  return undefined;
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
