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

/** A page for each shipped scenario, and an index. Regenerating a page keeps the real run that it shows. */
export function scenarioDocuments() {
  const strays = existsSync(`${projectFolder}${folder}`)
    ? readdirSync(`${projectFolder}${folder}`).filter(
        (file) => !['README', ...shippedNames()].includes(file.replace(/\.md$/, '')),
      )
    : [];
  if (strays.length > 0) throw new Error(`${folder} has pages without a scenario: ${strays.join(', ')}. Remove them.`);
  return [
    { file: `${folder}/README.md`, text: indexText },
    ...shippedNames().map((name) => ({ file: pageFile(name), text: () => pageText(name, keptRun(name)) })),
  ];
}

/** @param {string} name */
export function pageFile(name) {
  return `${folder}/${name}.md`;
}

/** A whole page. @param {string} name @param {string} run the section about a real run; empty: none yet */
export async function pageText(name, run) {
  const source = readFileSync(`${projectFolder}scenarios/${name}.yaml`, 'utf8');
  const shown = run === '' ? [] : [`${recordStart}\n\n${run}\n\n${recordEnd}`];
  return `${[await scenarioPart(name, source), ...shown].join('\n\n')}\n`;
}

/** The section of a page that shows a real run. @param {string} name */
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
  return `# Shipped scenarios

Each scenario has a page: what it does, what to expect, how to read its report, and for some, a real run.

- \`cache-bench run NAME\` runs a scenario, \`cache-bench scenario show NAME\` prints it with every default.
- \`cache-bench scenario new\` creates your own.

\`npm run generate\` generates the pages from the files in [scenarios](../../scenarios). \`npm run scenario-pages\` runs the scenarios
and adds a part of each report.

${markdownTable(['scenario', 'topology', 'what happens'], rows)}
`;
}
