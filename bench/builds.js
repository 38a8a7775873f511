import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../bin/setup/temporary-folder.js';
import { cacheBench } from './lib/clients.js';
import { measureRounds } from './lib/measure-rounds.js';
import { runScript } from './lib/options.js';
import { describePinning } from './lib/pinning.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { startServer } from './lib/start-server.js';
import { median } from './lib/summarize.js';

// Compares the speed of this build with an older one: the same load from both, in turns. The older one is another built checkout.
//   git worktree add ../old v1.0 && (cd ../old && npm ci && npm run build)
//   node bench/builds.js --old ../old [--driver wire,ioredis] [--pipeline 1,16,64] [--connections 50] [--rounds 7] [--seconds 3]
const defaults = {
  old: ['../old'],
  driver: ['wire', 'ioredis'],
  pipeline: [1, 16, 64],
  connections: [50],
  rounds: 7,
  seconds: 3,
};

await runScript(defaults, async ({ old, driver, pipeline, connections, rounds, seconds }) => {
  const oldProgram = pathToFileURL(join(resolve(old[0] ?? '.'), 'bin', 'run.js'));
  // The server first: if it fails to start, no folder is left behind.
  const server = await startServer('redis');
  const out = temporaryFolder('cache-bench-reports-');
  try {
    const rows = [];
    for (const name of driver) {
      const clients = [
        { ...cacheBench(out, ['--driver', name], oldProgram), name: 'old' },
        { ...cacheBench(out, ['--driver', name]), name: 'new' },
      ];
      for (const depth of pipeline)
        for (const count of connections) {
          const samples = await measureRounds(
            server,
            clients,
            { pipeline: depth, connections: count, seconds },
            rounds,
          );
          const rate = figures(samples, ({ operationsPerSecond }) => operationsPerSecond);
          const cpu = figures(samples, ({ cpuSeconds, operations }) => ((cpuSeconds ?? Number.NaN) / operations) * 1e6);
          rows.push([
            ...[name, String(depth), String(count)],
            ...[whole(rate.old), whole(rate.new), fixed(rate.ratio, 3)],
            ...[fixed(cpu.old, 2), fixed(cpu.new, 2), fixed(cpu.ratio, 3)],
          ]);
        }
    }
    console.log(`${machine()}. ${describePinning()} ${server.version}. Medians of ${rounds} rounds of ${seconds} s.\n`);
    const heads = ['driver', 'pipeline', 'connections', 'old, ops/s', 'new, ops/s', 'new / old'];
    console.log(table([...heads, 'old, CPU µs/op', 'new, CPU µs/op', 'new / old'], rows));
  } finally {
    await server.stop();
    await rm(out, { recursive: true, force: true });
  }
});

/** @param {Record<string, import('./lib/measure-rounds.js').Sample[]>} samples @param {(sample: import('./lib/measure-rounds.js').Sample) => number} figure */
function figures(samples, figure) {
  const [old, now] = ['old', 'new'].map((name) => median((samples[name] ?? []).map(figure)));
  return { old: old ?? null, new: now ?? null, ratio: old && now ? now / old : null };
}
