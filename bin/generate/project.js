import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The folder of this clone, with a slash at its end. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A module of the built program.
 *
 * @param {string} path from the project's folder
 */
export function fromProject(path) {
  return import(new URL(`../../${path}`, import.meta.url).href);
}

/**
 * @param {readonly string[]} given arguments of node
 * @returns {string} what the program printed on stdout
 */
export function printedBy(given) {
  const result = spawnSync(process.execPath, given, { cwd: projectFolder, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`node ${given.join(' ')} exited with ${result.status}: ${result.stderr}`);
  return result.stdout;
}
