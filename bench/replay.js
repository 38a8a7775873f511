import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../bin/setup/temporary-folder.js';
import { exitCodesWithRecord } from './lib/clients.js';
import { runScript } from './lib/options.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { watchMemory } from './lib/watch-memory.js';

// Replays a long log at a fixed rate: whether memory stays bounded, and how late commands start.
//   node bench/replay.js [--lines 1000000] [--rate 20000] [--rounds 1] [--threads 1] [--driver wire] [--builds .,../older]
// Builds are folders with a built project; they take turns.
const lookEveryMs = 500;
const options = {
  lines: 1_000_000,
  rate: 20_000,
  rounds: 1,
  threads: 1,
  driver: ['wire'],
  builds: [fileURLToPath(new URL('..', import.meta.url))],
};

await runScript(options, async ({ lines, rate, rounds, threads, driver, builds }) => {
  const folder = temporaryFolder('cache-bench-replay-');
  const [log, scenario] = [join(folder, 'monitor.log'), join(folder, 'replay.yaml')];
  await writeLog(log, lines, rate);
  const workload = `{ connections: 16, threads: ${threads}, driver: ${driver[0]} }`;
  await writeFile(scenario, `name: replay\ntopology: { kind: standalone }\nworkload: ${workload}\n`);
  console.log(`${machine()} ${whole(lines)} lines at ${whole(rate)}/s, ${driver[0]}, threads: ${threads}.\n`);
  const rows = [];
  for (let round = 0; round < rounds; round += 1)
    for (const build of builds) rows.push(await replay(build, scenario, log));
  console.log(
    table(
      ['build', 'load average', 'ok', 'dropped', 'lag p99', 'response p99', 'RSS max', 'RSS max of the second half'],
      rows,
    ),
  );
});

/** @param {string} build @param {string} scenario @param {string} log */
async function replay(build, scenario, log) {
  const [before = 0] = loadavg();
  const run = [join(build, 'bin/run.js'), 'run', scenario, '--replay', log, '--out', join(log, '../reports')];
  const command = [process.execPath, ...run, '--json', '--quiet'];
  const { stdout, samples } = await watchMemory(command, lookEveryMs, exitCodesWithRecord);
  const { totals, saturation } = JSON.parse(stdout);
  const lags = saturation.generator.threads.map((/** @type {any} */ thread) => thread.schedulingLagP99Us);
  const megabytes = samples.map(({ residentBytes }) => residentBytes / 2 ** 20);
  const half = megabytes.slice(Math.floor(megabytes.length / 2));
  return [
    build,
    fixed(before, 1, ''),
    whole(totals.operations.ok),
    whole(totals.operations.dropped),
    fixed(Math.max(...lags) / 1000, 3, ' ms'),
    fixed(totals.latency.all.response.p99Us / 1000, 3, ' ms'),
    fixed(Math.max(...megabytes), 0, ' MB'),
    fixed(Math.max(...half), 0, ' MB'),
  ];
}

/** @param {string} file @param {number} lines @param {number} rate */
async function writeLog(file, lines, rate) {
  const stream = createWriteStream(file);
  for (let number = 0; number < lines; number += 1) {
    const time = (1_700_000_000 + number / rate).toFixed(6);
    const key = `session:${(number * 7919) % 100_000}`;
    const words = number % 4 === 0 ? `"set" "${key}" "${'x'.repeat(100)}" "EX" "300"` : `"get" "${key}"`;
    if (!stream.write(`${time} [0 10.0.0.${number % 250}:50000] ${words}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
}
