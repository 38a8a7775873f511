import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Writes the documents that follow from the code, from the built program:
//   node bin/generate.js           writes them
//   node bin/generate.js --check   writes nothing, and fails when one is out of date
// oclif.manifest.json is not among them: it is made for the package alone (`prepack`), since oclif would believe an old
// one that lies here more than the commands themselves.
const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/** Each generated document, and how its whole text is made. */
const documents = [
  { file: 'docs/scenario.schema.json', text: () => printedBy(['bin/run.js', 'scenario', 'schema']) },
  { file: 'docs/record.schema.json', text: recordSchema },
  {
    file: 'README.md',
    text: () => printedBy(['node_modules/oclif/bin/run.js', 'readme', '--dry-run', '--no-source-links']),
  },
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
