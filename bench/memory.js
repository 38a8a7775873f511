import { rm } from 'node:fs/promises';
import { temporaryFolder } from '../bin/setup/temporary-folder.js';
import { cacheBench, exitCodesWithRecord } from './lib/clients.js';
import { runScript } from './lib/options.js';
import { describePinning, pinned } from './lib/pinning.js';
import { readRecord } from './lib/read-outputs.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { startServer } from './lib/start-server.js';
import { growthPerMinute } from './lib/summarize.js';
import { watchMemory } from './lib/watch-memory.js';

// Checks that memory stays flat: resident memory of a long run, minute by minute.
//   node bench/memory.js [--minutes 10] [--connections 50] [--pipeline 16]
const defaults = { minutes: 10, connections: 50, pipeline: 16 };
const lookEveryMs = 1_000;
/** Growth counts from here on, after start, preload and the first garbage collections. */
const settledMs = 60_000;

await runScript(defaults, async ({ minutes, connections, pipeline }) => {
  // The server first: if it fails to start, no folder is left behind.
  const server = await startServer('redis');
  const out = temporaryFolder('cache-bench-reports-');
  try {
    const seconds = minutes * 60;
    const command = cacheBench(out).commandFor(server, { pipeline, connections, seconds });
    const { stdout, samples } = await watchMemory(pinned('client', command), lookEveryMs, exitCodesWithRecord);
    const loaded = samples.filter(({ atMs }) => atMs <= seconds * 1000);
    const rows = Array.from({ length: Math.ceil(minutes) }, (_, minute) => {
      const within = loaded.filter(({ atMs }) => Math.floor(atMs / 60_000) === minute);
      const sizes = within.map(({ residentBytes }) => residentBytes / 2 ** 20);
      return [String(minute + 1), whole(Math.min(...sizes)), whole(Math.max(...sizes))];
    });
    console.log(`${machine()}. ${describePinning()} ${server.version}.`);
    console.log(`${whole(readRecord(stdout).operationsPerSecond)} operations per second for ${minutes} min.\n`);
    console.log(table(['minute', 'min, MB', 'max, MB'], rows));
    const growth = growthPerMinute(loaded.filter(({ atMs }) => atMs >= settledMs));
    console.log(
      growth === null
        ? '\nToo short to measure growth, which counts from the second minute on.'
        : `\nGrowth from the second minute on: ${fixed(growth / 2 ** 20, 2, ' MB')} per minute.`,
    );
  } finally {
    await server.stop();
    await rm(out, { recursive: true, force: true });
  }
});
