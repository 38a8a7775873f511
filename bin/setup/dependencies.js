import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether node_modules contains what package-lock.json requires, according to node_modules/.package-lock.json, which npm
 * writes after installing. Packages for other systems may be missing.
 *
 * @param {string} projectFolder
 * @returns {boolean}
 */
export function dependenciesMatch(projectFolder) {
  const wanted = readPackages(join(projectFolder, 'package-lock.json'));
  const installed = readPackages(join(projectFolder, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  for (const [path, entry] of Object.entries(wanted))
    if (path !== '' && !sameVersion(entry, installed[path]) && !(entry.optional && !installed[path])) return false;
  return Object.keys(installed).every((path) => Object.hasOwn(wanted, path));
}

/**
 * Installs exactly the packages of package-lock.json, including development tools.
 *
 * @param {string} projectFolder
 * @returns {string | undefined} npm's output if it failed
 */
export function installDependencies(projectFolder) {
  if (isLink(join(projectFolder, 'node_modules')))
    return 'node_modules is a symbolic link, so it is left alone. Install in the folder it points to, or remove the link.';
  const [program, ...leading] = npmCommand();
  const given = [...leading, 'ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'];
  const result = spawnSync(program, given, { cwd: projectFolder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (result.status === 0) return undefined;
  return firstLines([result.stderr, result.stdout, result.error?.message].filter(Boolean).join('\n'));
}

/** npm prints the reason first, and then all its options. @param {string} text */
function firstLines(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && line !== 'npm error');
  return lines.length <= 12 ? lines.join('\n') : [...lines.slice(0, 12), '...'].join('\n');
}

/** The npm that runs us, or the one on PATH. @returns {[string, ...string[]]} */
function npmCommand() {
  const script = process.env.npm_execpath;
  return script?.endsWith('npm-cli.js') ? [process.execPath, script] : ['npm'];
}

/**
 * @typedef {{ readonly version?: string, readonly integrity?: string, readonly optional?: boolean }} LockedPackage
 */

/**
 * @param {string} lockFile
 * @returns {Readonly<Record<string, LockedPackage>> | undefined}
 */
function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * @param {LockedPackage} wanted
 * @param {LockedPackage | undefined} installed
 */
function sameVersion(wanted, installed) {
  return installed !== undefined && wanted.version === installed.version && wanted.integrity === installed.integrity;
}

/** @param {string} path */
function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
