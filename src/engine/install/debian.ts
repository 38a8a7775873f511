import { mkdir, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { EnvironmentError } from '../../errors/errors.js';
import { findProgram } from '../find-program.js';
import { engines } from '../registry.js';
import { runTool, type ToolResult } from '../run-tool.js';
import { writeAptConfiguration } from './apt-configuration.js';
import type { Installer } from './installer.js';
import { packageClosure } from './package-closure.js';

const tools = ['apt-get', 'apt-cache', 'dpkg-deb', 'dpkg-query'];
const listsTimeoutMs = 120_000;
const downloadTimeoutMs = 180_000;
const localTimeoutMs = 60_000;

/**
 * Debian and Ubuntu: apt with its own lists and caches, and packages that are unpacked, not installed. apt checks
 * signatures and hashes as ever. A fresh container without lists will do, and so will an ordinary user.
 */
export const debianInstaller: Installer = {
  tool: 'apt',
  async available(environment) {
    const found = await Promise.all(tools.map((tool) => findProgram(tool, environment)));
    return found.every((path) => path !== undefined);
  },
  manualCommand: (engine) => `sudo apt-get install ${engines[engine].debianPackages[0]}`,
  async fetch(engine, { stagingFolder, onProgress, signal }) {
    const { debianPackages, binaryName } = engines[engine];
    const configuration = await writeAptConfiguration(stagingFolder);

    onProgress('reading the lists of packages (apt, in a folder of our own)');
    // One source out of reach fails the update although the others serve; what counts is whether the package is found.
    const update = await runTool('apt-get', ['-c', configuration, '-q', 'update'], {
      timeoutMs: listsTimeoutMs,
      signal,
    });

    const dependencies = await runTool(
      'apt-cache',
      ['-c', configuration, 'depends', '--recurse', ...strictDependencies, ...debianPackages],
      { timeoutMs: localTimeoutMs, signal },
    );
    const packages = packageClosure(dependencies.stdout, debianPackages, await installedPackages(signal));
    if (packages.length === 0) throw notToBeHad(debianPackages[0], update);

    onProgress(`fetching ${packages.join(', ')}`);
    const downloads = join(stagingFolder, 'packages');
    await mkdir(downloads);
    const download = await runTool('apt-get', ['-c', configuration, '-q', 'download', ...packages], {
      timeoutMs: downloadTimeoutMs,
      folder: downloads,
      signal,
    });
    if (download.failure !== undefined) throw toolFailed('the packages could not be fetched', download);

    const tree = join(stagingFolder, 'tree');
    await mkdir(tree);
    for (const file of await readdir(downloads)) {
      if (!file.endsWith('.deb')) continue;
      const unpack = await runTool('dpkg-deb', ['-x', join(downloads, file), tree], {
        timeoutMs: localTimeoutMs,
        signal,
      });
      if (unpack.failure !== undefined) throw toolFailed(`${file} could not be unpacked`, unpack);
    }
    const folders = await libraryFolders(tree);
    return { binary: join('usr', 'bin', binaryName), libraryFolders: folders.map((path) => relative(tree, path)) };
  },
};

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

/** Every folder of an unpacked tree in which shared libraries lie. */
async function libraryFolders(tree: string): Promise<readonly string[]> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  const libraries = entries.filter((entry) => !entry.isDirectory() && /^lib.*\.so(\.|$)/.test(entry.name));
  return [...new Set(libraries.map((entry) => entry.parentPath ?? entry.path))].sort();
}

function notToBeHad(packageName: string, update: ToolResult): EnvironmentError {
  const complaints = errorLines(update);
  if (complaints === '')
    return new EnvironmentError(
      `the package sources of this system have no ${packageName} (another release or its backports may)`,
    );
  return new EnvironmentError(
    `no package ${packageName} was found, and the lists of packages could not all be fetched (${complaints})`,
  );
}

function toolFailed(what: string, result: ToolResult): EnvironmentError {
  const complaints = errorLines(result) || result.stderr.trim().slice(0, 500);
  return new EnvironmentError(`${what}: ${result.failure}${complaints === '' ? '' : ` (${complaints})`}`);
}

/** The first complaints of apt (`E:`, `W:` and `Err:` lines), or that it did not answer in time. */
function errorLines(result: ToolResult): string {
  const lines = `${result.stderr}\n${result.stdout}`.split('\n').filter((line) => /^(E|W|Err)[: ]/.test(line));
  const complaints = lines.slice(0, 2).map((line) => line.trim().slice(0, 240));
  if (result.failure?.includes('no answer')) complaints.unshift(result.failure);
  return complaints.join('; ');
}
