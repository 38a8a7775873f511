import { mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { EnvironmentError } from '../../errors/errors.js';
import { type EngineRequest, engineRequestText, isVersionWanted, newestFirst } from '../../model/engine-request.js';
import type { ServerName } from '../../model/node.js';
import type { EngineManifest } from '../engine-manifest.js';
import { numberedFolders } from '../find-engine.js';
import { findProgram } from '../find-program.js';
import { engineOf } from '../registry.js';
import { runTool } from '../run-tool.js';
import { type Apt, openApt } from './apt.js';
import { type DebianRelease, readDebianRelease } from './debian-release.js';
import type { InstallContext, Installer } from './installer.js';
import { packageClosure } from './package-closure.js';
import {
  errorLines,
  fetchPackages,
  localTimeoutMs,
  newerSources,
  ownSources,
  type PackageSource,
} from './package-sources.js';

const tools = ['apt-get', 'apt-cache', 'dpkg-deb', 'dpkg-query'];
const listsTimeoutMs = 120_000;

/**
 * Debian and Ubuntu: apt with its own lists and caches, and packages that are unpacked, not installed. apt checks signatures
 * and hashes as usual. Works in a fresh container without lists, and for an ordinary user. What the system's sources lack
 * comes from its release's backports, otherwise from the next stable release, with that release's libraries and loader.
 */
export const debianInstaller: Installer = {
  tool: 'apt',
  async available(environment) {
    const found = await Promise.all(tools.map((tool) => findProgram(tool, environment)));
    return found.every((path) => path !== undefined);
  },
  manualCommand: (engine) => `sudo apt-get install ${engineOf(engine).debianPackages[0]?.replace('-*', '')}`,
  async fetch(request, context) {
    const { stagingFolder, onProgress, signal } = context;
    const apt = await openApt(stagingFolder, signal);
    onProgress('reading package lists (apt, in a separate folder)');
    const own = await lookUp(apt, ownSources, request);
    if (own.wanted !== undefined) return await fetchFrom(apt, ownSources, own.wanted, request, context);

    const release = await readDebianRelease();
    const newer = release === undefined ? [] : await newerSources(apt, release, stagingFolder);
    const lookups = [own];
    const { startsPrograms = false } = engineOf(request.engine);
    for (const source of newer.filter(({ needsOwnLibraries }) => !(needsOwnLibraries && startsPrograms))) {
      onProgress(`reading package lists of ${source.name}`);
      const lookup = await lookUp(apt, source, request);
      if (lookup.wanted !== undefined) return await fetchFrom(apt, source, lookup.wanted, request, context);
      lookups.push(lookup);
    }
    throw notToBeHad(request, lookups, release);
  },
};

interface SourceLookup {
  readonly source: PackageSource;
  /** The first package that matches the request; undefined if none does. */
  readonly wanted: OfferedPackage | undefined;
  /** Versions of the server, without Debian's suffixes. */
  readonly offered: readonly string[];
  /** apt's complaints when it read the lists; empty if there were none. */
  readonly complaints: string;
}

interface OfferedPackage {
  readonly name: string;
  readonly version: string;
}

async function lookUp(
  apt: Apt,
  source: PackageSource,
  { engine, version }: EngineRequest<ServerName>,
): Promise<SourceLookup> {
  if (source.sources !== null) await apt.useSources(source.sources);
  // One unreachable source fails the update although the others work; what counts is whether the package is found.
  const update = await apt.run('apt-get', ['-q', 'update'], { timeoutMs: listsTimeoutMs });
  const names = await packageNames(apt, engineOf(engine).debianPackages[0] ?? '');
  const answer = await apt.run('apt-cache', ['madison', ...names], { timeoutMs: localTimeoutMs });
  const packages = parseMadison(answer.stdout, source.sources === null ? null : source.name);
  return {
    source,
    wanted: packages.find((candidate) => isVersionWanted(upstreamVersion(candidate.version), version)),
    offered: [...new Set(packages.map((candidate) => upstreamVersion(candidate.version)))],
    complaints: errorLines(update),
  };
}

/** The packages with a name, newest first; its `*`, if there is one, stands for a major version. */
async function packageNames(apt: Apt, name: string): Promise<readonly string[]> {
  const [before = '', after] = name.split('*');
  if (after === undefined) return [name];
  const answer = await apt.run('apt-cache', ['pkgnames', before], { timeoutMs: localTimeoutMs });
  const isNumbered = (found: string) => /^\d+$/.test(found.slice(before.length));
  return answer.stdout.split('\n').filter(isNumbered).sort(newestFirst);
}

/**
 * The packages in a suite (null: any suite), newest first, from the output of `apt-cache madison`:
 * ` redis-server | 5:8.0.2-3 | http://deb.debian.org/debian trixie/main amd64 Packages`.
 */
export function parseMadison(text: string, suite: string | null): readonly OfferedPackage[] {
  return text.split('\n').flatMap((line) => {
    const [name, version, origin] = line.split('|').map((field) => field.trim());
    const isMeant = suite === null || origin?.split(' ')[1]?.split('/')[0] === suite;
    return name !== undefined && version !== undefined && isMeant ? [{ name, version }] : [];
  });
}

/** The version a program reports, derived from that of its package: `5:8.0.2-3` and `8.0.2+dfsg1-1~bpo12+1` are 8.0.2. */
export function upstreamVersion(packageVersion: string): string {
  return /^(?:\d+:)?(\d+(?:\.\d+)*)/.exec(packageVersion)?.[1] ?? packageVersion;
}

async function fetchFrom(
  apt: Apt,
  source: PackageSource,
  wanted: OfferedPackage,
  { engine, version }: EngineRequest<ServerName>,
  { stagingFolder, onProgress, signal }: InstallContext,
): Promise<EngineManifest> {
  const { binaryName, debianPackages, debianFolder = 'usr/bin', unneededLibraries } = engineOf(engine);
  const wantedPackages = [wanted.name, ...debianPackages.slice(1)];
  const dependencies = await apt.run('apt-cache', ['depends', '--recurse', ...strictDependencies, ...wantedPackages], {
    timeoutMs: localTimeoutMs,
  });
  const installed = source.needsOwnLibraries ? new Set<string>() : await installedPackages(signal);
  const unneeded = (unneededLibraries && dependencies.stdout.match(unneededLibraries)) ?? [];
  const packages = packageClosure(dependencies.stdout, wantedPackages, new Set([...installed, ...unneeded]));
  onProgress(`fetching ${packages.join(', ')}${source.sources === null ? '' : ` from ${source.name}`}`);
  const tree = join(stagingFolder, 'tree');
  await mkdir(tree, { mode: 0o755 });
  // Without a version, apt chooses among the system's sources, respecting the system's pins.
  const chosen = version === null ? '' : `=${wanted.version}`;
  await fetchPackages(
    apt,
    packages.map((name) => (wantedPackages.includes(name) ? `${name}${chosen}` : name)),
    tree,
    signal,
  );
  const libraries = await libraryFolders(tree);
  const [folder = join(tree, debianFolder)] = await numberedFolders(join(tree, debianFolder));
  return {
    binary: join(relative(tree, folder), binaryName),
    libraryFolders: libraries.map((path) => relative(tree, path)),
    ...(source.needsOwnLibraries && { loader: await linkLoader(tree, binaryName) }),
  };
}

const strictDependencies = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map(
  (kind) => `--no-${kind}`,
);

async function installedPackages(signal: AbortSignal | undefined): Promise<ReadonlySet<string>> {
  const query = await runTool('dpkg-query', ['-W', `-f=\${Package} \${db:Status-Status}\n`], {
    timeoutMs: localTimeoutMs,
    signal,
  });
  const lines = query.stdout.split('\n').map((line) => line.split(' '));
  return new Set(lines.filter(([, status]) => status === 'installed').map(([name = '']) => name));
}

/** Every folder of an unpacked tree that contains shared libraries for linking. */
async function libraryFolders(tree: string): Promise<readonly string[]> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  const libraries = entries.filter((entry) => !entry.isDirectory() && /^lib.*\.so(\.\d+)*$/.test(entry.name));
  return [...new Set(libraries.map((entry) => entry.parentPath ?? entry.path))].sort();
}

/** Creates a link to the tree's own dynamic loader, named like the server. Returns the link's path in the tree. */
async function linkLoader(tree: string, binaryName: string): Promise<string> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  const loader = entries.find((entry) => entry.isFile() && /^ld-linux.*\.so\.\d+$|^ld64\.so\.\d+$/.test(entry.name));
  if (loader === undefined) throw new EnvironmentError('the packages contain no dynamic loader');
  const link = join('loader', binaryName);
  await mkdir(join(tree, 'loader'), { mode: 0o755 });
  await symlink(
    relative(join(tree, dirname(link)), join(loader.parentPath ?? loader.path, loader.name)),
    join(tree, link),
  );
  return link;
}

function notToBeHad(
  request: EngineRequest<ServerName>,
  lookups: readonly SourceLookup[],
  release: DebianRelease | undefined,
): EnvironmentError {
  const places = lookups.map(({ source, offered, complaints }) => {
    const where = source.sources === null && release !== undefined ? release.name : source.name;
    const has = offered.length === 0 ? `no ${request.engine}` : `${request.engine} ${offered.join(', ')}`;
    return `${where} has ${has}${complaints === '' ? '' : ` (not all of its lists could be read: ${complaints})`}`;
  });
  return new EnvironmentError(
    `${engineRequestText(request)} is not available from this system's packages: ${places.join('; ')}`,
  );
}
