import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { runScript } from './lib/options.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { median } from './lib/summarize.js';

// Measures how late a load thread sends and what its clock costs: spinning before each planned start, sleeping until a ticker
// wakes it, and the choice that a run makes between the two, in turns, each after a warm-up.
//   node bench/clock.js [--rate 20,1000,5000,20000] [--rounds 5] [--seconds 3]
/** @param {string} path @returns {Promise<any>} */
const built = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);
const { planOperations } = await built('load/workload/plan-operations.js');
const { tuneV8 } = await built('load/tune-v8.js');
const modes = ['spin', 'sleep', 'chosen'];

await runScript({ rate: [20, 1_000, 5_000, 20_000], rounds: 5, seconds: 3 }, async ({ rate, rounds, seconds }) => {
  const rows = [];
  for (const ratePerSecond of rate) {
    tuneV8({ ratePerSecond, workerCount: 1 });
    /** @type {Map<string, { cpuPercent: number, lagP50Us: number, lagP99Us: number }[]>} */
    const samples = new Map(modes.map((mode) => [mode, []]));
    for (let round = 0; round < rounds; round += 1)
      for (const mode of modes) samples.get(mode)?.push(await measure(mode, ratePerSecond, seconds));
    for (const [mode, found] of samples)
      rows.push([
        whole(ratePerSecond),
        mode,
        fixed(median(found.map(({ cpuPercent }) => cpuPercent)), 1, ' %'),
        whole(median(found.map(({ lagP50Us }) => lagP50Us))),
        whole(median(found.map(({ lagP99Us }) => lagP99Us))),
        whole(Math.max(...found.map(({ lagP99Us }) => lagP99Us))),
      ]);
  }
  console.log(`${machine()}\n`);
  const heads = ['rate/s', 'clock', 'CPU of load thread and ticker', 'lag p50, µs', 'lag p99, µs', 'worst p99, µs'];
  console.log(table(heads, rows));
});

/** @param {string} mode @param {number} ratePerSecond @param {number} seconds */
async function measure(mode, ratePerSecond, seconds) {
  const worker = new Worker(new URL('./lib/clock-thread.js', import.meta.url), {
    workerData: { mode, seconds, plan: planOf(ratePerSecond, seconds) },
  });
  const [figures] = await once(worker, 'message');
  await worker.terminate();
  return figures;
}

/** @param {number} ratePerSecond @param {number} seconds */
function planOf(ratePerSecond, seconds) {
  return {
    workerIndex: 0,
    workerCount: 1,
    seed: 1,
    runTag: 'abcd1234',
    connections: 16,
    pipeline: 16,
    ratePerSecond,
    pacer: { kind: 'constant' },
    durationMs: seconds * 1000,
    requests: null,
    deadlineMs: 60_000,
    keys: 1_000,
    distribution: { kind: 'uniform' },
    operations: planOperations({
      mix: { get: 1, set: 1 },
      commands: [],
      chain: false,
      ttlSeconds: null,
      keysPerOperation: 1,
    }),
    audit: 'off',
    preloaded: ['string'],
    intervalMs: 100,
    shardCount: 1,
    shardsOfKeys: null,
  };
}
