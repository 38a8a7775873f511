import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { markdownTable } from './markdown-table.js';
import { fromProject, projectFolder } from './project.js';
import { scenarioPart } from './scenario-page.js';

const folder = 'docs/scenarios';
const [recordStart, recordEnd] = ['<!-- record -->', '<!-- record end -->'];

/** The names of the shipped scenarios. @returns {string[]} */
export function shippedNames() {
  return readdirSync(`${projectFolder}scenarios`)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/** A page for each shipped scenario, and their index. A page keeps the real run that it shows. */
export function scenarioDocuments() {
  const strays = existsSync(`${projectFolder}${folder}`)
    ? readdirSync(`${projectFolder}${folder}`).filter(
        (file) => !['README', ...shippedNames()].includes(file.replace(/\.md$/, '')),
      )
    : [];
  if (strays.length > 0) throw new Error(`${folder} has pages of no scenario: ${strays.join(', ')}. Remove them.`);
  return [
    { file: `${folder}/README.md`, text: indexText },
    ...shippedNames().map((name) => ({ file: pageFile(name), text: () => pageText(name, keptRun(name)) })),
  ];
}

/** @param {string} name */
export function pageFile(name) {
  return `${folder}/${name}.md`;
}

/** A whole page. @param {string} name @param {string} run what is shown of a real run; empty: nothing yet */
export async function pageText(name, run) {
  const source = readFileSync(`${projectFolder}scenarios/${name}.yaml`, 'utf8');
  const shown = run === '' ? [] : [`${recordStart}\n\n${run}\n\n${recordEnd}`];
  return `${[await scenarioPart(name, source), ...shown].join('\n\n')}\n`;
}

/** What a page shows of a real run. @param {string} name */
function keptRun(name) {
  const path = `${projectFolder}${pageFile(name)}`;
  if (!existsSync(path)) return '';
  const text = readFileSync(path, 'utf8');
  const [start, end] = [text.indexOf(recordStart), text.indexOf(recordEnd)];
  return start < 0 || end < start ? '' : text.slice(start + recordStart.length, end).trim();
}

async function indexText() {
  const { loadScenario } = await fromProject('dist/scenario/load-scenario.js');
  const rows = await Promise.all(
    shippedNames().map(async (name) => {
      const { document } = await loadScenario(name, {}, { cpuCount: 2 });
      return [`[${name}](${name}.md)`, document.topology.kind, document.description];
    }),
  );
  return `# The scenarios that come with cache-bench

Each has a page: what it does, what to expect, how to read its report, and a real run where one is kept.

- \`cache-bench run NAME\` runs one, \`cache-bench scenario show NAME\` prints it with every default.
- \`cache-bench scenario new\` writes one of your own.

The pages follow from the files in [scenarios](../../scenarios) (\`npm run generate\`). \`npm run scenario-pages\` runs the scenarios and
keeps a part of each report.

${markdownTable(['scenario', 'topology', 'what happens'], rows)}
`;
}
