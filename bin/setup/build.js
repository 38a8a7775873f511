import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether dist was built from the current sources. Compares content, not times, so that deleted files and
 * switched branches count.
 *
 * @param {string} projectFolder
 * @returns {boolean}
 */
export function buildIsCurrent(projectFolder) {
  const stampFile = join(projectFolder, 'dist', stampName);
  return (
    existsSync(stampFile) &&
    existsSync(join(projectFolder, manifestName)) &&
    readFileSync(stampFile, 'utf8') === sourceStamp(projectFolder)
  );
}

/**
 * Compiles src into dist. It builds next to dist and swaps the folders at the end:
 * nothing stale remains, a failed build leaves the old dist in place, and programs that run meanwhile find a complete one. The
 * build also writes oclif's manifest, without which oclif loads every command to run one.
 *
 * @param {string} projectFolder
 * @returns {string | undefined} the compiler's messages if it failed
 */
export function build(projectFolder) {
  const stamp = sourceStamp(projectFolder);
  const fresh = join(projectFolder, `.dist-${process.pid}`);
  const old = join(projectFolder, `.dist-${process.pid}-old`);
  try {
    const run = (/** @type {readonly string[]} */ given) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, given, { cwd: projectFolder, encoding: 'utf8' });
      return status === 0 ? undefined : `${stdout}${stderr}`.trim();
    };
    const failure = run([join(projectFolder, 'bin/setup/compile.js'), fresh]);
    if (failure !== undefined) return failure;
    writeFileSync(join(fresh, stampName), stamp);
    rmSync(join(projectFolder, manifestName), { force: true });
    if (existsSync(join(projectFolder, 'dist'))) renameSync(join(projectFolder, 'dist'), old);
    renameSync(fresh, join(projectFolder, 'dist'));
    return run([join(projectFolder, 'bin/setup/write-manifest.js'), projectFolder]);
  } finally {
    for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  }
}

const stampName = '.built-from';
const manifestName = 'oclif.manifest.json';

/**
 * A digest of everything the build depends on.
 *
 * @param {string} projectFolder
 */
function sourceStamp(projectFolder) {
  const sources = readdirSync(join(projectFolder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|json)$/.test(path))
    .map((path) => join('src', path));
  const hash = createHash('sha256');
  for (const path of ['package.json', 'package-lock.json', 'tsconfig.json', 'bin/setup/compile.js', ...sources.sort()])
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(projectFolder, path)))
      .update('\0');
  return hash.digest('hex');
}
