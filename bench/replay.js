import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../bin/setup/temporary-folder.js';
import { exitCodesWithRecord } from './lib/clients.js';
import { runScript } from './lib/options.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { watchMemory } from './lib/watch-memory.js';

// Replays a long log at a fixed rate: whether memory stays bounded, and how late commands start.
//   node bench/replay.js [--lines 1000000] [--rate 20000]
const lookEveryMs = 500;
const program = new URL('../bin/run.js', import.meta.url).pathname;

await runScript({ lines: 1_000_000, rate: 20_000 }, async ({ lines, rate }) => {
  const folder = temporaryFolder('cache-bench-replay-');
  const [log, scenario] = [join(folder, 'monitor.log'), join(folder, 'replay.yaml')];
  await writeLog(log, lines, rate);
  await writeFile(scenario, 'name: replay\ntopology: { kind: standalone }\nworkload: { connections: 16 }\n');
  const command = [process.execPath, program, 'run', scenario, '--replay', log, '--out', folder, '--json', '--quiet'];
  const { stdout, samples } = await watchMemory(command, lookEveryMs, exitCodesWithRecord);
  const { replay, totals, saturation } = JSON.parse(stdout);
  const megabytes = samples.map(({ residentBytes }) => residentBytes / 2 ** 20);
  const half = megabytes.slice(Math.floor(megabytes.length / 2));
  console.log(`${machine()} ${whole(lines)} lines at ${whole(rate)}/s.\n`);
  console.log(
    table(
      ['replayed', 'ok', 'dropped', 'lag p99', 'RSS max', 'RSS max of the second half'],
      [
        [
          whole(replay.replayed),
          whole(totals.operations.ok),
          whole(totals.operations.dropped),
          fixed(saturation.generator.threads[0].schedulingLagP99Us / 1000, 3, ' ms'),
          fixed(Math.max(...megabytes), 0, ' MB'),
          fixed(Math.max(...half), 0, ' MB'),
        ],
      ],
    ),
  );
});

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
