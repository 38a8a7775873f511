import { spawnSync } from 'node:child_process';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnChild } from '../bin/setup/children.js';
import { temporaryFolder } from '../bin/setup/temporary-folder.js';
import { runScript } from './lib/options.js';
import { machine, table, whole } from './lib/report.js';

// Measures start-up time: all of `--help`, and `run` until it starts the first server.
//   node bench/start-time.js [--rounds 10]
const defaults = { rounds: 10 };
const program = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const limits = { 'cache-bench --help': 300, 'cache-bench run, to the first server': 600 };

await runScript(defaults, async ({ rounds }) => {
  const folder = temporaryFolder('cache-bench-start-');
  try {
    const server = await timedServer(folder);
    const times = { help: /** @type {number[]} */ ([]), run: /** @type {number[]} */ ([]) };
    for (let round = 0; round < rounds; round += 1) {
      times.help.push(helpMs());
      times.run.push(await firstServerMs(folder, server));
    }
    const [help, run] = Object.entries(limits);
    const rows = [
      [...(help ?? []), ...spread(times.help)],
      [...(run ?? []), ...spread(times.run)],
    ].map((row) => row.map(String));
    console.log(`${machine()}. ${rounds} rounds, milliseconds.\n`);
    console.log(table(['', 'limit', 'min', 'median', 'max'], rows));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

function helpMs() {
  const startMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [program, '--help'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`--help exited with ${status}: ${stderr}`);
  return performance.now() - startMs;
}

/**
 * A redis-server that notes when it is started to serve (not when it is run for its version), in milliseconds since 1970.
 *
 * @param {string} folder
 */
async function timedServer(folder) {
  const path = join(folder, 'redis-server');
  const real = spawnSync('sh', ['-c', 'command -v redis-server'], { encoding: 'utf8' }).stdout.trim();
  if (real === '') throw new Error('No redis-server was found in PATH. Try: cache-bench engine install redis');
  const script = [
    '#!/bin/sh',
    `[ "$1" = --version ] || [ -e '${folder}/started' ] || date +%s%N > '${folder}/started'`,
    `exec '${real}' "$@"`,
  ];
  await writeFile(path, `${script.join('\n')}\n`);
  await chmod(path, 0o755);
  return path;
}

/**
 * @param {string} folder
 * @param {string} server
 */
async function firstServerMs(folder, server) {
  const started = join(folder, 'started');
  await rm(started, { force: true });
  const startMs = Date.now();
  const given = ['run', 'smoke', '--no-faults', '--quiet', '--duration', '30s', '--out', folder];
  const environment = { ...process.env, CACHE_BENCH_REDIS_BINARY: server };
  const child = spawnChild(process.execPath, [program, ...given], { environment });
  child.stdout?.resume();
  child.stderr?.resume();
  const ended = new Promise((resolve) => child.on('close', resolve));
  try {
    for (;;) {
      const noted = await readFile(started, 'utf8').catch(() => '');
      if (noted.endsWith('\n')) return Number(noted) / 1e6 - startMs;
      if (child.exitCode !== null) throw new Error(`run exited with ${child.exitCode} before it started a server.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    child.kill('SIGINT');
    await ended;
  }
}

/** @param {readonly number[]} times @returns {string[]} */
function spread(times) {
  const sorted = times.toSorted((left, right) => left - right);
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map((time) => whole(time ?? null));
}
