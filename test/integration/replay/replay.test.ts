import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import { waitFor } from '../../../src/clock/wait.js';
import { rehearsalBytes } from '../../../src/load/replay/rehearsal.js';
import type { ReplayOptions } from '../../../src/load/replay/replay-plan.js';
import type { IntervalCounts } from '../../../src/metrics/interval-counts.js';
import { openAccess } from '../../../src/model/access.js';
import { forkRandom } from '../../../src/random/random.js';
import { parseEntry } from '../../../src/replay/log-entry.js';
import { replayBatches } from '../../../src/replay/replay-batches.js';
import { summarizeLog } from '../../../src/replay/summarize-log.js';
import { temporaryFolder } from '../../engine/fixtures/temporary-folder.js';
import { workerPlan } from '../../load/worker-plan.js';
import { startRedis } from '../fixtures/redis-server.js';

// Worker threads load their code from dist, so the load that starts them comes from there too.
const built = new URL('../../../dist/load/load.js', import.meta.url).href;
const { startLoad } = (await import(built)) as typeof import('../../../src/load/load.js');

const replayers = ['wire', 'ioredis', 'node-redis', 'iovalkey', 'valkey-glide'] as const;
const directives = (port: number) => [`port ${port}`, 'save ""', 'enable-debug-command yes'];
const random = forkRandom(3, 'commands');

/** Any bytes. */
function bytes(): Buffer {
  return Buffer.from(Array.from({ length: random.below(30) }, () => random.below(256)));
}

/** A command on one of a few keys whose result depends on the commands on this key before it. */
function command(): readonly [string, ...(string | Buffer)[]] {
  const key = Buffer.concat([Buffer.from([0, 255, 34, 92, 10]), Buffer.from(String(random.below(25)))]);
  const of = (type: string) => Buffer.concat([key, Buffer.from(type)]);
  const commands = [
    () => ['SET', of('string'), bytes()] as const,
    () => ['APPEND', of('string'), bytes()] as const,
    () => ['INCR', of('counter')] as const,
    () => ['RPUSH', of('list'), bytes(), bytes()] as const,
    () => ['LPOP', of('list')] as const,
    () => ['HSET', of('hash'), 'field', bytes()] as const,
    () => ['DEL', of('string')] as const,
    () => ['GET', of('string')] as const,
  ];
  return commands[random.below(commands.length)]!();
}

/** What MONITOR sends until `marker` is in it. */
async function recordMonitor(port: number, marker: string, drive: () => Promise<void>): Promise<Buffer> {
  const received: Buffer[] = [];
  const socket = connect(port, '127.0.0.1', () => socket.write('MONITOR\r\n'));
  socket.on('data', (piece: Buffer) => received.push(piece));
  const saw = (text: string) =>
    waitFor(() => Buffer.concat(received).includes(text) || undefined, { timeoutMs: 30_000, pollMs: 10 });
  await saw('+OK');
  await drive();
  await saw(marker);
  socket.destroy();
  return Buffer.concat(received);
}

describe('a replay of what MONITOR showed', () => {
  it('has every word byte for byte, and leaves other servers with the same data, whoever sends it', async () => {
    await using original = await startRedis(directives);
    await using folder = await temporaryFolder();
    const clients = Array.from({ length: 4 }, () => new Redis(original.port));
    const sent = Array.from({ length: 2000 }, command);
    const log = await recordMonitor(original.port, '"the end"', async () => {
      await Promise.all(sent.map(([name, ...words], index) => clients[index % 4]!.call(name, ...words)));
      await clients[0]!.call('ECHO', 'the end');
    });
    const file = join(folder.path, 'monitor.log');
    await writeFile(file, log);

    const text = (words: readonly (string | Buffer)[]) =>
      words
        .map((word) => Buffer.from(word).toString('hex'))
        .join(' ')
        .toLowerCase();
    const names = new Set(sent.map(([name]) => name));
    const entries = log
      .toString('latin1')
      .split('\r\n')
      .flatMap((line) => parseEntry(line, 'monitor') ?? []);
    const seen = entries
      .filter(({ words: [name = ''] }) => names.has(name))
      .map(({ words }) => text(words.map((word) => Buffer.from(word, 'latin1'))));
    expect(seen.sort()).toEqual(sent.map(text).sort());

    const digest = await clients[0]!.call('DEBUG', 'DIGEST');
    for (const driver of replayers) {
      await using copy = await startRedis(directives);
      await replay({ file, speed: 1, keys: 'kept', values: 'kept' }, driver, copy.port);
      const target = new Redis(copy.port);
      const calls = await target.info('commandstats');
      for (const name of names) {
        const count = sent.filter(([one]) => one === name).length;
        expect(calls, driver).toMatch(new RegExp(`cmdstat_${name.toLowerCase()}:calls=${count},`));
      }
      expect(await target.call('DEBUG', 'DIGEST'), driver).toBe(digest);
      target.disconnect();
    }
    for (const client of clients) client.disconnect();
  });
});

/** Warms up, and replays a log of 2,000 commands from two load threads. */
async function replay(options: ReplayOptions, driver: (typeof replayers)[number], port: number): Promise<void> {
  const summary = await summarizeLog(options, Number.POSITIVE_INFINITY);
  expect(summary).toMatchObject({ replayed: 2000, malformed: 0 });
  const { operations, replayed, mostRequestBytes } = summary;
  const durationMs = Math.floor(summary.spanMs) + 1;
  const workerCount = 2;
  const inFlight = new SharedArrayBuffer(workerCount * Int32Array.BYTES_PER_ELEMENT);
  const plans = Array.from({ length: workerCount }, (_, workerIndex) =>
    workerPlan({
      workerIndex,
      workerCount,
      inFlight,
      driver,
      view: { kind: 'single', endpoint: { host: '127.0.0.1', port }, access: openAccess },
      connections: 4,
      pipeline: 4,
      durationMs,
      // A busy machine drops nothing.
      deadlineMs: 60_000,
      operations,
      audit: 'off',
      replay: { replayed, mostRequestBytes: Math.max(mostRequestBytes, rehearsalBytes) },
    }),
  );
  await using load = await startLoad(plans);
  const warmEpochMs = monotonicMs() + 50;
  await load.run('warmup', warmEpochMs, warmEpochMs + 100, { interval() {}, routed() {} });
  const names = operations.map(({ name }) => name);
  for await (const batches of replayBatches({ ...options, names, untilMs: durationMs, salt: '', workerCount }))
    batches.forEach((batch, worker) => void load.feed(worker, batch));
  load.endFeed();
  const intervals: IntervalCounts[] = [];
  const epochMs = monotonicMs() + 50;
  const outcome = await load.run('measured', epochMs, epochMs + durationMs, {
    interval: (_worker, counts) => intervals.push(counts),
    routed() {},
  });
  expect(outcome.planned).toBe(2000);
  expect(
    intervals.flatMap(({ errorTexts = {} }) => Object.entries(errorTexts)),
    driver,
  ).toEqual([]);
  expect(
    intervals.reduce((sum, { ok }) => sum + ok, 0),
    driver,
  ).toBe(2000);
}
