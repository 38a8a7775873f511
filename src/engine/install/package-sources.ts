import { access, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError } from '../../errors/errors.js';
import { runTool, type ToolResult } from '../run-tool.js';
import type { Apt, AptSources } from './apt.js';
import type { DebianRelease } from './debian-release.js';

/** Where packages may come from. */
export interface PackageSource {
  /** For messages: `bookworm-backports`. */
  readonly name: string;
  /** Null: the system's own sources. */
  readonly sources: AptSources | null;
  /** Whether its packages need that release's libraries and loader, because this system's are older. */
  readonly needsOwnLibraries: boolean;
}

export const localTimeoutMs = 60_000;
const downloadTimeoutMs = 180_000;

/** The system's own sources, which are searched first. */
export const ownSources: PackageSource = { name: "this system's sources", sources: null, needsOwnLibraries: false };

/**
 * What the same archive offers beyond the system's sources: its release's backports, then the next stable release. Empty
 * unless the system is a Debian or Ubuntu release whose archive is among its sources. The keys come from the distribution's
 * keyring package, fetched through the system's own sources, so that an older system knows those of a newer release.
 * `folder` is for that package.
 */
export async function newerSources(
  apt: Apt,
  release: DebianRelease,
  folder: string,
): Promise<readonly PackageSource[]> {
  const archive = await findArchive(apt, release);
  if (archive === undefined) return [];
  const keyrings = await archiveKeyrings(apt, release, folder);
  const line = (suite: string) => `deb ${archive.uri} ${suite} ${archive.components.join(' ')}`;
  const { codename, next } = release;
  const backports = `${codename}-backports`;
  return [
    { name: backports, sources: { lines: [line(codename), line(backports)], keyrings }, needsOwnLibraries: false },
    ...(next === null
      ? []
      : [{ name: next, sources: { lines: [line(next)], keyrings }, needsOwnLibraries: true } as const]),
  ];
}

/** The archive of the system's release. Source: apt-get(8), indextargets. */
async function findArchive(apt: Apt, { codename }: DebianRelease) {
  const format = '$(REPO_URI) $(RELEASE) $(CODENAME) $(COMPONENT)';
  const targets = await apt.run('apt-get', ['indextargets', '--format', format, 'Identifier: Packages'], {
    timeoutMs: localTimeoutMs,
  });
  const lines = targets.stdout
    .split('\n')
    .map((line) => line.split(' '))
    .filter(
      ([, suite, ofCodename]) =>
        ofCodename === codename && !/-(updates|security|proposed|backports)$/.test(suite ?? ''),
    );
  const uri = lines[0]?.[0];
  if (uri === undefined) return undefined;
  const components = lines.filter(([candidate]) => candidate === uri).map(([, , , component = 'main']) => component);
  return { uri, components: [...new Set(components)] };
}

async function archiveKeyrings(apt: Apt, release: DebianRelease, folder: string): Promise<readonly string[]> {
  const { keyringPackage, keyringFile } = release;
  const installed = join('/', keyringFile);
  const unpacked = join(folder, 'keyring');
  await mkdir(unpacked, { recursive: true });
  const failure = await fetchPackages(apt, [keyringPackage], unpacked, undefined).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof EnvironmentError) return error;
      throw error;
    },
  );
  const candidates = [join(unpacked, keyringFile), installed];
  for (const file of candidates) if (await isThere(file)) return [file];
  throw new EnvironmentError(
    `the signing keys of ${release.name} could not be fetched${failure === undefined ? '' : `: ${failure.message}`}`,
  );
}

/** Downloads packages, with signatures and hashes checked by apt, and unpacks them into `tree`. Throws EnvironmentError. */
export async function fetchPackages(
  apt: Apt,
  packages: readonly string[],
  tree: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const downloads = `${tree}-packages`;
  await mkdir(downloads);
  const download = await apt.run('apt-get', ['-q', 'download', ...packages], {
    timeoutMs: downloadTimeoutMs,
    folder: downloads,
  });
  if (download.failure !== undefined) throw toolFailed('the packages could not be fetched', download);
  for (const file of await readdir(downloads)) {
    if (!file.endsWith('.deb')) continue;
    const unpack = await runTool('dpkg-deb', ['-x', join(downloads, file), tree], {
      timeoutMs: localTimeoutMs,
      signal,
    });
    if (unpack.failure !== undefined) throw toolFailed(`${file} could not be unpacked`, unpack);
  }
}

function toolFailed(what: string, result: ToolResult): EnvironmentError {
  const complaints = errorLines(result) || result.stderr.trim().slice(0, 500);
  return new EnvironmentError(`${what}: ${result.failure}${complaints === '' ? '' : ` (${complaints})`}`);
}

/** The first complaints of apt (`E:`, `W:` and `Err:` lines), or that it did not answer in time. */
export function errorLines(result: ToolResult): string {
  const lines = `${result.stderr}\n${result.stdout}`.split('\n').filter((line) => /^(E|W|Err)[: ]/.test(line));
  const complaints = lines.slice(0, 2).map((line) => line.trim().slice(0, 240));
  if (result.timedOut) complaints.unshift(String(result.failure));
  return complaints.join('; ');
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
