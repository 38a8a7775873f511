import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Writes the documents that follow from the code, from the built program:
//   node bin/generate.js           writes them
//   node bin/generate.js --check   writes nothing, and fails when one is out of date
// oclif.manifest.json is not among them: it is made for the package alone (`prepack`), since oclif would believe an old
// one that lies here more than the commands themselves.
const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/** Each generated document, and how its whole text is made. */
const documents = [
  { file: 'scenarios/scenario.schema.json', text: () => printedBy(['bin/run.js', 'scenario', 'schema']) },
  { file: 'docs/record.schema.json', text: recordSchema },
  { file: 'README.md', text: readmeWithCommands },
];

const checkOnly = process.argv.includes('--check');
for (const { file, text } of documents) bringUpToDate(`${projectFolder}${file}`, file, `${(await text()).trimEnd()}\n`);

/**
 * @param {string} path
 * @param {string} name
 * @param {string} text
 */
function bringUpToDate(path, name, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  if (checkOnly) {
    process.stderr.write(`${name} is out of date. Try: npm run generate\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    process.stderr.write(`${name} written\n`);
  }
}

/**
 * @param {readonly string[]} given arguments of node
 * @returns {string} what the program printed on stdout
 */
function printedBy(given) {
  const result = spawnSync(process.execPath, given, { cwd: projectFolder, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`node ${given.join(' ')} exited with ${result.status}: ${result.stderr}`);
  return result.stdout;
}

async function recordSchema() {
  const built = new URL('../dist/record/record-json-schema.js', import.meta.url);
  const { recordJsonSchema } = await import(built.href);
  return JSON.stringify(recordJsonSchema(), null, 2);
}

/** oclif rewrites a README in place, between its two markers, so it gets a copy. */
function readmeWithCommands() {
  const folder = mkdtempSync(join(tmpdir(), 'cache-bench-readme-'));
  try {
    const copy = join(folder, 'README.md');
    copyFileSync(join(projectFolder, 'README.md'), copy);
    printedBy(['node_modules/oclif/bin/run.js', 'readme', '--no-source-links', '--readme-path', copy]);
    return readFileSync(copy, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
