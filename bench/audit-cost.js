import { rm } from 'node:fs/promises';
import { temporaryFolder } from '../bin/setup/temporary-folder.js';
import { cacheBench } from './lib/clients.js';
import { measureRounds } from './lib/measure-rounds.js';
import { runScript } from './lib/options.js';
import { describePinning } from './lib/pinning.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { startServer } from './lib/start-server.js';
import { known, median } from './lib/summarize.js';

// Measures the cost of auditing every write: the same load with audit chain, final and off, in turns.
//   node bench/audit-cost.js [--pipeline 1,16,64] [--connections 50] [--rounds 5] [--seconds 3]
const defaults = { pipeline: [1, 16, 64], connections: [50], rounds: 5, seconds: 3 };
const modes = ['chain', 'final', 'off'];

await runScript(defaults, async ({ pipeline, connections, rounds, seconds }) => {
  // The server first: if it fails to start, no folder is left behind.
  const server = await startServer('redis');
  const out = temporaryFolder('cache-bench-reports-');
  try {
    const clients = modes.map((mode) => ({
      ...cacheBench(out, ['--set', `workload.audit=${mode}`]),
      name: mode,
    }));
    const rows = [];
    for (const depth of pipeline)
      for (const count of connections) {
        const cell = { pipeline: depth, connections: count, seconds };
        const samples = await measureRounds(server, clients, cell, rounds);
        const rates = modes.map((mode) =>
          median((samples[mode] ?? []).map(({ operationsPerSecond }) => operationsPerSecond)),
        );
        const [chain = null, , off = null] = rates;
        const ratio = chain === null || off === null ? null : chain / off;
        const cores = modes.map((mode) =>
          median(known((samples[mode] ?? []).map(({ serverCorePercent }) => serverCorePercent))),
        );
        rows.push([
          ...[String(depth), String(count), ...rates.map(whole), fixed(ratio, 3)],
          cores.map((percent) => fixed(percent, 0)).join(', '),
        ]);
      }
    console.log(`${machine()}. ${describePinning()} ${server.version}. Medians of ${rounds} rounds of ${seconds} s.\n`);
    console.log(
      table(
        [
          'pipeline',
          'connections',
          ...modes.map((mode) => `${mode}, ops/s`),
          'chain / off',
          "server's core, % of each",
        ],
        rows,
      ),
    );
  } finally {
    await server.stop();
    await rm(out, { recursive: true, force: true });
  }
});
