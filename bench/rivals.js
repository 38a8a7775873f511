import { mkdir, rm, writeFile } from 'node:fs/promises';
import { temporaryFolder } from '../bin/setup/temporary-folder.js';
import { cacheBench, findRivals } from './lib/clients.js';
import { measureRounds } from './lib/measure-rounds.js';
import { runScript } from './lib/options.js';
import { describePinning } from './lib/pinning.js';
import { machine, rivalsTable, writeBetweenMarks } from './lib/report.js';
import { serverCommand, startServer } from './lib/start-server.js';
import { summarizeCell } from './lib/summarize.js';

// Compares cache-bench with other load generators on the same server, in turns. How to read it: docs/performance.md.
//   node bench/rivals.js [--pipeline 1,16] [--connections 50] [--engine redis] [--rounds 5] [--seconds 3] [--only-ours] [--dry]
// --dry writes no file. No figure fails the script, only a measurement that could not be made.
const defaults = {
  pipeline: [1, 16, 64],
  connections: [1, 50, 1000],
  engine: ['redis', 'memcached'],
  rounds: 5,
  seconds: 3,
  'only-ours': false,
  dry: false,
};
const page = new URL('../docs/performance.md', import.meta.url);
const resultsFolder = new URL('results/', import.meta.url);

await runScript(defaults, async ({ pipeline, connections, engine, rounds, seconds, dry, ...options }) => {
  const out = temporaryFolder('cache-bench-reports-');
  try {
    const clients = [cacheBench(out), ...(options['only-ours'] ? [] : findRivals())];
    const engines = engine.map(toEngine);
    const cells = [];
    const servers = [];
    for (const name of engines) {
      const server = await startServer(name);
      try {
        servers.push(server.version);
        const fit = clients.filter((client) => client.engines.includes(name));
        for (const client of fit) await client.fill(server);
        for (const depth of pipeline)
          for (const count of connections) {
            const cell = { pipeline: depth, connections: count, seconds };
            const samples = await measureRounds(server, fit, cell, rounds);
            cells.push({ engine: name, ...cell, summary: summarizeCell(samples), samples });
          }
      } finally {
        await server.stop();
      }
    }
    const date = new Date().toISOString().slice(0, 10);
    const example = { pipeline: pipeline[0] ?? 1, connections: connections[0] ?? 1, seconds };
    const text = [
      `${date}. ${machine()}. ${describePinning()}`,
      `Medians of ${rounds} rounds of ${seconds} s.`,
      '',
      rivalsTable(cells),
      '',
      'Servers:',
      '',
      ...servers.map((version) => `- ${version}`),
      '',
      'Commands, of the first cell:',
      '',
      '```text',
      ...engines.map((name) => serverCommand(name).map(quoted).join(' ')),
      ...clients.map((client) => client.command(example).map(quoted).join(' ')),
      '```',
      '',
      'Versions:',
      '',
      ...clients.map(({ name, version }) => `- ${name}: ${version}`),
    ].join('\n');
    console.log(text);
    if (dry) return;
    await writeBetweenMarks(page, 'bench', text);
    await rm(resultsFolder, { recursive: true, force: true });
    await mkdir(resultsFolder, { recursive: true });
    const raw = { date, machine: machine(), rounds, seconds, servers, cells };
    await writeFile(new URL(`${date}.json`, resultsFolder), `${JSON.stringify(raw, null, 2)}\n`);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
});

/** @param {string} word @returns {import('./lib/start-server.js').Engine} */
function toEngine(word) {
  if (word === 'redis' || word === 'memcached') return word;
  throw new Error(`--engine accepts redis and memcached, not ${JSON.stringify(word)}.`);
}

/** @param {string} word */
function quoted(word) {
  return word === '' ? "''" : word;
}
