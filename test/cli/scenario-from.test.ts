import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { waitUntil } from '../../src/clock/wait.js';
import { permittedCommands } from '../../src/survey/permitted-commands.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { startForeignServer } from './drill/foreign-server.js';
import { type PacedOperation, startPacedLoad } from './drill/paced-load.js';
import { run } from './drill/run.js';

const password = 'hunter2-s3cr3t';
const ratePerSecond = 1500;
/** Percentages of each command; a fifth of the reads misses. */
const mix = { get: 55, set: 25, hset: 10, hmget: 6, incr: 4 } as const;
const [small, large] = ['x'.repeat(100), 'x'.repeat(1000)];
const operations: readonly PacedOperation[] = [
  { weight: 44, request: (number) => ['GET', `app:${number % 500}`] },
  { weight: 11, request: (number) => ['GET', `absent:${number % 500}`] },
  // Three fifths of the keys are small.
  { weight: mix.set, request: (number) => ['SET', `app:${number % 500}`, number % 5 < 3 ? small : large, 'EX', 300] },
  { weight: mix.hset, request: (number) => ['HSET', `h:${number % 50}`, 'name', small] },
  { weight: mix.hmget, request: (number) => ['HMGET', `h:${number % 50}`, 'name'] },
  { weight: mix.incr, request: (number) => ['INCR', `count:${number % 10}`] },
];

async function callsOf(client: Redis): Promise<ReadonlyMap<string, number>> {
  const text = await client.info('commandstats');
  return new Map(
    [...text.matchAll(/^cmdstat_(\S+):calls=(\d+)/gm)].map(([, name = '', calls]) => [name, Number(calls)]),
  );
}

/** By command: its percentage of the calls of all of these commands. */
function sharesOf(calls: (command: string) => number): readonly (readonly [string, number])[] {
  const names = Object.keys(mix);
  const total = names.reduce((sum, name) => sum + calls(name), 0);
  return names.map((name) => [name, (100 * calls(name)) / total] as const);
}

function expectTheMix(shares: readonly (readonly [string, number])[]): void {
  const wanted = new Map<string, number>(Object.entries(mix));
  for (const [name, share] of shares) expect(Math.abs(share - (wanted.get(name) ?? 0)), name).toBeLessThan(2);
}

test('a scenario from a loaded server has its load, is read with a read-only user, and repeats that load when run', async () => {
  await using server = await startForeignServer(password, { keys: 0 });
  const { client } = server;
  await client.call('ACL', 'SETUSER', 'reader', 'on', '>readers', '~*', '+@connection', '+@read', '+info');
  const loader = client.duplicate();
  // What connects while MONITOR begins would confuse ioredis.
  await Promise.all([client.ping(), loader.ping()]);
  const monitor = await client.monitor();
  const seen: (readonly string[])[] = [];
  const own = (port: string) =>
    [client, loader].some(({ stream }) => 'localPort' in stream && String(stream.localPort) === port);
  monitor.on('monitor', (_time: string, words: string[], source: string) => {
    if (!own(source.split(':').at(-1) ?? '')) seen.push(words);
  });
  let file = '';
  {
    using _ = startPacedLoad(loader, ratePerSecond, operations);
    const isFilled = await waitUntil(async () => (await client.dbsize()) === 560, { timeoutMs: 30_000, pollMs: 50 });
    expect(isFilled).toBe(true);
    const url = `redis://reader@127.0.0.1:${server.port}`;
    const ended = await run(['scenario', 'from', url, '--for', '4s', '--sample', '800', '--out', 'mine.yaml'], {
      environment: { CACHE_BENCH_TARGET_PASSWORD: 'readers' },
    });
    expect(ended.stderr).not.toMatch(/Error/);
    expect(ended.exitCode).toBe(0);
    file = ended.files.get('mine.yaml') ?? '';
  }
  const allowed = Object.keys(permittedCommands);
  expect(seen.length).toBeGreaterThan(800);
  for (const words of seen) {
    const text = words.join(' ').toUpperCase();
    expect(
      allowed.some((command) => text === command || text.startsWith(`${command} `)),
      text,
    ).toBe(true);
  }
  monitor.disconnect();
  loader.disconnect();

  const { workload, topology } = parse(file);
  expect(topology.kind).toBe('standalone');
  expect(Math.abs(workload.rate - ratePerSecond) / ratePerSecond).toBeLessThan(0.03);
  const planned = new Map<string, number>(Object.entries(workload.mix));
  for (const { command, weight } of workload.commands) {
    const name = String(command).split(' ')[0]?.toLowerCase() ?? '';
    planned.set(name, (planned.get(name) ?? 0) + Number(weight));
  }
  expectTheMix(sharesOf((name) => planned.get(name) ?? 0));
  const misses = workload.commands.find(({ command }: { command: string }) => command.includes('absent')).weight;
  expect(Math.abs(misses - 11)).toBeLessThan(2);
  // Each size as often as its weight: the median of what a run writes.
  const sizes = String(workload.valueSize)
    .split(',')
    .flatMap((size) => {
      const [bytes, weight = '1'] = size.split(':');
      return Array.from({ length: Number(weight) }, () => Number(bytes));
    })
    .sort((one, other) => one - other);
  expect(sizes[Math.floor(sizes.length / 2)]).toBe(100);
  expect(sizes.at(-1)).toBe(1000);
  expect(Math.abs(Number.parseInt(workload.ttl, 10) - 300)).toBeLessThan(15);
  expect(file).toContain('The most client connections to one primary: 3 ');

  const before = await callsOf(client);
  // At its own rate, chance alone would exceed 2 points once in some hundred runs: the mix is drawn at random.
  const more = ['--rate', String(4 * ratePerSecond), '--duration', '3s', '--warmup', '0s'];
  const target = ['--target', `redis://:${password}@127.0.0.1:${server.port}`, ...more];
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'mine.yaml');
  await writeFile(path, file);
  const replayed = await run(['run', path, ...target, '--set', 'workload.preload=false']);
  expect(replayed.stderr).not.toMatch(/Error/);
  const after = await callsOf(client);
  expectTheMix(sharesOf((name) => (after.get(name) ?? 0) - (before.get(name) ?? 0)));
});
