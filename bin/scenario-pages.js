import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { fromProject, projectFolder } from './generate/project.js';
import { pageFile, pageText, shippedNames } from './generate/scenario-documents.js';
import { expectedExitCode } from './generate/scenario-header.js';
import { temporaryFolder } from './setup/temporary-folder.js';

// Runs shipped scenarios and puts each report on the scenario's page:
//   node bin/scenario-pages.js            all of them; takes several minutes on an otherwise idle machine
//   node bin/scenario-pages.js smoke      only these
const known = shippedNames();
const wanted = process.argv.slice(2);
const strange = wanted.filter((name) => !known.includes(name));

if (strange.length > 0) {
  process.stderr.write(`Unknown scenario: ${strange.join(', ')}. Scenarios: ${known.join(', ')}\n`);
  process.exitCode = 2;
} else {
  for (const name of wanted.length > 0 ? wanted : known) await refresh(name);
}

/** A run with an unexpected exit code is reported, and its page stays as it is. @param {string} name */
async function refresh(name) {
  const expected = expectedExitCode(readFileSync(`${projectFolder}scenarios/${name}.yaml`, 'utf8'));
  const out = temporaryFolder('cache-bench-pages-');
  try {
    const given = ['bin/run.js', 'run', name, '--json', '--quiet', '--out', out];
    const { status, stdout, stderr } = spawnSync(process.execPath, given, {
      cwd: projectFolder,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    if (status !== expected) {
      process.stderr.write(`${name}: exit code ${status} instead of ${expected}, not kept\n${stderr}`);
      process.exitCode = 1;
      return;
    }
    mkdirSync(join(projectFolder, 'docs/scenarios'), { recursive: true });
    writeFileSync(`${projectFolder}${pageFile(name)}`, await pageText(name, await runPart(JSON.parse(stdout))));
    process.stderr.write(`${name}: kept\n`);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Date, machine and report of a run. @param {any} record */
async function runPart(record) {
  const { reporters } = await fromProject('dist/report/registry.js');
  // Readers repeat the run without what made the page.
  const run = { ...record.run, command: ['cache-bench', 'run', String(record.scenario.name)] };
  const report = reporters.terminal.render({ ...record, run }, { columns: 96, colour: false, recordPath: null });
  const { cpuModel, cpuCount, engines } = record.environment;
  const servers = engines.map((/** @type {any} */ { engine, version }) => `${engine} ${version}`).join(', ');
  return [
    '## A run',
    `On ${record.run.startedAt.slice(0, 10)}, ${servers}, ${cpuCount} cores of ${cpuModel}. Figures vary between machines.`,
    ['```text', stripVTControlCharacters(report).trim(), '```'].join('\n'),
  ].join('\n\n');
}
