import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkNames } from './rooms/check-names.js';
import { checkRooms } from './rooms/check-rooms.js';
import { checkSizes } from './rooms/check-sizes.js';

// Checks the rooms of this project, or of the given project folder: `node test/rooms.js [FOLDER]`.
const projectFolder = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
const modules = readModules(join(projectFolder, 'src'));
const table = createRequire(import.meta.url)(join(projectFolder, 'rooms.cjs'));
const problems = [
  ...checkRooms(modules, table),
  ...checkNames(modules, table.names),
  ...checkSizes(modules, table.sizes),
];

for (const problem of problems) console.error(problem);
console.error(`rooms: ${modules.size} modules, ${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;

/**
 * @param {string} folder
 * @returns {Map<string, string>} text by path in the folder, always with forward slashes
 */
function readModules(folder) {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.[cm]?[jt]sx?$/.test(path),
  );
  return new Map(paths.sort().map((path) => [path.split(sep).join('/'), readFileSync(join(folder, path), 'utf8')]));
}
