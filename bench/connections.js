import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { temporaryFolder } from '../bin/setup/temporary-folder.js';
import { cacheBench, exitCodesWithRecord } from './lib/clients.js';
import { watchCore } from './lib/core-use.js';
import { runScript } from './lib/options.js';
import { describePinning, pinned, serverCore } from './lib/pinning.js';
import { readRecord } from './lib/read-outputs.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { startServer } from './lib/start-server.js';
import { known, median, rotated } from './lib/summarize.js';
import { watchMemory } from './lib/watch-memory.js';

// Few connections against many: rate, and memory of the whole process per additional connection.
//   node bench/connections.js [--few 50] [--many 10000] [--pipeline 1] [--rounds 5] [--seconds 3]
const defaults = { few: 50, many: 10_000, pipeline: 1, rounds: 5, seconds: 3 };
/** Open files of a process in addition to its connections. */
const otherFiles = 200;
const lookEveryMs = 100;

await runScript(defaults, async ({ few, many, pipeline, rounds, seconds }) => {
  const limit = Number(execFileSync('bash', ['-c', 'ulimit -n'], { encoding: 'utf8' }));
  if (limit < many + otherFiles) {
    console.error(
      `A process may open only ${limit} files here, but ${many} connections need ${many + otherFiles}. Try: ulimit -n ${many + otherFiles}`,
    );
    process.exitCode = 5;
    return;
  }
  // The server first: if it fails to start, no folder is left behind.
  const server = await startServer('redis');
  const out = temporaryFolder('cache-bench-reports-');
  try {
    const client = cacheBench(out);
    /** @type {{ connections: number, rate: number, peakBytes: number, corePercent: number | null }[]} */
    const samples = [];
    for (let round = 0; round < rounds; round += 1)
      for (const connections of rotated([few, many], round)) {
        const command = client.commandFor(server, { pipeline, connections, seconds });
        const busiest = watchCore(serverCore);
        const watched = await watchMemory(pinned('client', command), lookEveryMs, exitCodesWithRecord);
        const rate = readRecord(watched.stdout).operationsPerSecond;
        const peakBytes = Math.max(...watched.samples.map(({ residentBytes }) => residentBytes));
        samples.push({ connections, rate, peakBytes, corePercent: busiest(seconds) });
        console.error(`${connections} connections: ${whole(rate)}/s, peak ${whole(peakBytes / 2 ** 20)} MB`);
      }
    /** @type {(connections: number, of: 'rate' | 'peakBytes' | 'corePercent') => number} */
    const middle = (connections, of) =>
      median(known(samples.filter((sample) => sample.connections === connections).map((sample) => sample[of]))) ??
      Number.NaN;
    const eachBytes = (middle(many, 'peakBytes') - middle(few, 'peakBytes')) / (many - few);
    console.log(`${machine()}. ${describePinning()} ${server.version}. Medians of ${rounds} rounds of ${seconds} s.\n`);
    const rows = [few, many].map((connections) => [
      ...[String(connections), whole(middle(connections, 'rate'))],
      `${whole(middle(connections, 'peakBytes') / 2 ** 20)} MB`,
      serverCore === null ? '–' : `${whole(middle(connections, 'corePercent'))} %`,
    ]);
    console.log(table(['connections', 'ops/s', 'peak memory', "server's core"], rows));
    console.log(
      `\nRate of ${many} against ${few}: ${fixed((100 * middle(many, 'rate')) / middle(few, 'rate'), 0, ' %')}. ` +
        `Memory per additional connection: ${fixed(eachBytes / 1000, 1, ' KB')}.`,
    );
  } finally {
    await server.stop();
    await rm(out, { recursive: true, force: true });
  }
});
