import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { commandReference } from './generate/command-reference.js';
import { exitCodeTable } from './generate/exit-code-table.js';
import { metricTable } from './generate/metric-table.js';
import { fromProject, printedBy, projectFolder } from './generate/project.js';
import { scenarioDocuments } from './generate/scenario-documents.js';
import { scenarioTable } from './generate/scenario-table.js';
import { terminalImage } from './generate/terminal-image.js';

// Generates documents from the built program:
//   node bin/generate.js           writes them
//   node bin/generate.js --check   writes nothing, and fails if one is out of date
// oclif.manifest.json is not among them: every build creates it, because oclif trusts it more than the commands themselves.

/** The record of a real run of the default drill, shown and quoted as an example. */
const exampleRecord = 'reports/examples/sentinel-failover/record.json';

/** Each generated document and its text. In Markdown files, text outside the markers is kept. */
const documents = [
  { file: 'scenarios/scenario.schema.json', text: () => printedBy(['bin/run.js', 'scenario', 'schema']) },
  { file: 'docs/record.schema.json', text: recordSchema },
  {
    file: 'docs/commands.md',
    text: () => filled('docs/commands.md', { 'exit codes': exitCodeTable }, commandReference),
  },
  { file: 'docs/gates.md', text: () => filled('docs/gates.md', { metrics: metricTable }) },
  { file: 'docs/scenario-reference.md', text: () => filled('docs/scenario-reference.md', { words: scenarioTable }) },
  ...scenarioDocuments(),
  { file: 'docs/ci.md', text: () => filled('docs/ci.md', recipes) },
  { file: 'README.md', text: () => filled('README.md', { excerpt: exampleExcerpt }) },
  { file: 'docs/images/sentinel-failover.svg', text: async () => terminalImage(await exampleReport(true)) },
  { file: 'reports/examples/sentinel-failover/report.md', text: () => report('md') },
];

/** The generated parts of docs/ci.md. */
const recipes = {
  github: () => codeBlock('yaml', 'examples/ci/github-actions.yml'),
  gitlab: () => codeBlock('yaml', 'examples/ci/gitlab-ci.yml'),
  docker: () => codeBlock('dockerfile', 'examples/ci/Dockerfile'),
};

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
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    process.stderr.write(`${name} written\n`);
  }
}

/**
 * A document with new text between its markers, `<!-- name -->` and `<!-- name end -->`.
 *
 * @param {string} file
 * @param {Readonly<Record<string, () => string | Promise<string>>>} parts
 * @param {(text: string) => string} [rewrite] what else is done to the whole
 */
async function filled(file, parts, rewrite = (text) => text) {
  let text = readFileSync(`${projectFolder}${file}`, 'utf8');
  for (const [name, part] of Object.entries(parts)) {
    const [open, close] = [`<!-- ${name} -->`, `<!-- ${name} end -->`];
    const [start, end] = [text.indexOf(open), text.indexOf(close)];
    if (start < 0 || end < start) throw new Error(`${file} has no ${open} ... ${close}`);
    text = `${text.slice(0, start + open.length)}\n\n${(await part()).trim()}\n\n${text.slice(end)}`;
  }
  return rewrite(text);
}

/** @param {string} language @param {string} file */
function codeBlock(language, file) {
  return `\`\`\`${language}\n${readFileSync(`${projectFolder}${file}`, 'utf8').trim()}\n\`\`\``;
}

async function recordSchema() {
  const { recordJsonSchema } = await fromProject('dist/record/record-json-schema.js');
  return JSON.stringify(recordJsonSchema(), null, 2);
}

/** @param {string} format */
async function report(format, options = {}) {
  const { reporters } = await fromProject('dist/report/registry.js');
  const record = JSON.parse(readFileSync(`${projectFolder}${exampleRecord}`, 'utf8'));
  return reporters[format].render(record, { columns: 96, colour: false, recordPath: exampleRecord, ...options });
}

/** @param {boolean} colour */
function exampleReport(colour) {
  return report('terminal', { colour });
}

/** The last lines of the report, as text that anybody can read: the verdict, the answer and the setting. */
async function exampleExcerpt() {
  const text = await exampleReport(false);
  const end = text.slice(text.lastIndexOf('\n\n', text.lastIndexOf('\n\nrecord ') - 1));
  return `\`\`\`text\n${end.slice(0, end.indexOf('\n\nrecord ')).trim()}\n\`\`\``;
}
