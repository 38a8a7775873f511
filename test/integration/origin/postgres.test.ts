import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../src/engine/cache-folder.js';
import type { Watchdog } from '../../../src/engine/watchdog.js';
import type { PostgresConnection } from '../../../src/origin/connection.js';
import type { Origin } from '../../../src/origin/origin.js';
import { holds } from '../../engine/fixtures/processes.js';
import { origins, startWatchdog } from '../fixtures/built.js';
import { openClient, originContext, outcomes, times } from './origin-setup.js';
import { strikeOrigin } from './strike-origin.js';

let watchdog: Watchdog;
let origin: Origin;
let connection: PostgresConnection;
const options = { connections: 4, connectTimeout: '10s', statementTimeout: '10s' };

beforeAll(async () => {
  watchdog = await startWatchdog();
  origin = await origins.postgres.start(options, originContext(watchdog));
  if (origin.connection.protocol !== 'sql') throw new Error('not a PostgreSQL');
  connection = origin.connection;
});

afterAll(async () => {
  await origin[Symbol.asyncDispose]();
  await watchdog[Symbol.asyncDispose]();
});

describe('a private PostgreSQL', () => {
  it('counts exactly the reads and writes that its clients count', async () => {
    const client = openClient(connection);
    const reads = await Promise.all(times(200, (index) => client.read(index % 50)));
    const writes = [];
    for (const version of [2, 3, 4])
      writes.push(...(await Promise.all(times(20, (key) => client.write(key, version, 'new')))));
    const missing = await client.read(50);
    await client[Symbol.asyncDispose]();
    expect(new Set([...reads, ...writes].map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
    expect(reads[7]?.row).toEqual({ version: 1, value: 'x'.repeat(20) });
    expect(missing).toMatchObject({ outcome: 'ok', row: null });
    expect(await origin.counts()).toEqual({ reads: 201, updates: 60 });
  });

  it('ignores a write that arrives after a newer one', async () => {
    await using client = openClient(connection);
    expect(await client.write(30, 9, 'newer')).toMatchObject({ outcome: 'ok' });
    expect(await client.write(30, 8, 'older')).toMatchObject({ outcome: 'ok' });
    expect((await client.read(30)).row).toEqual({ version: 9, value: 'newer' });
  });

  it('works without a cache folder that it can write, and reports that', async () => {
    const lines: string[] = [];
    const environment = { ...process.env, CACHE_BENCH_CACHE_DIR: join(import.meta.filename, 'cache') };
    const context = originContext(watchdog, { environment, onProgress: (line) => lines.push(line) });
    await using own = await origins.postgres.start(options, context);
    if (own.connection.protocol !== 'sql') throw new Error('not a PostgreSQL');
    await using client = openClient(own.connection);
    expect(await client.read(7)).toMatchObject({ outcome: 'ok', row: { version: 1 } });
    expect(lines).toContainEqual(expect.stringMatching(/template could not be kept.*ENOTDIR/));
  });

  it('keeps its shared memory only as long as its processes', async () => {
    if (process.platform !== 'linux') return;
    // The kernel has marked the segment for removal. One that is not marked belongs to a PostgreSQL that another test is starting.
    const owner = process.getuid?.() === 0 ? 'nobody' : userInfo().username;
    const unmarked = () =>
      execFileSync('ipcs', ['-m'], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.startsWith('0x') && line.split(/\s+/)[2] === owner && !line.includes('dest'));
    expect(await holds(() => unmarked().length === 0)).toBe(true);
  });
});

describe('what a client reports', () => {
  it('is a refusal of a request that was never sent, if the pool stays full', async () => {
    // The timeout also applies to connecting, which may take long on a busy machine.
    await origin.slow?.({ readMs: 2_000, writeMs: 0 });
    try {
      await using client = openClient({ ...connection, connectTimeoutMs: 1_000 }, 2);
      expect(await outcomes(times(2, (key) => client.read(key)))).toEqual({ ok: 2 });
      expect(await outcomes(times(10, (key) => client.read(key)))).toEqual({ ok: 2, 'fail poolTimeout': 8 });
    } finally {
      await origin.slow?.(null);
    }
  });

  it('is the time by which requests are slowed down in the server', async () => {
    await origin.slow?.({ readMs: 60, writeMs: 90 });
    await using client = openClient(connection);
    await client.read(0);
    const startMs = performance.now();
    expect(await client.read(0)).toMatchObject({ outcome: 'ok' });
    const readMs = performance.now() - startMs;
    expect(await client.write(0, 100, 'slow')).toMatchObject({ outcome: 'ok' });
    const writeMs = performance.now() - startMs - readMs;
    expect(readMs).toBeGreaterThanOrEqual(60);
    expect(writeMs).toBeGreaterThanOrEqual(90);
    await origin.slow?.(null);
    expect((await client.read(0)).row?.value).toBe('slow');
  });

  it('is a failure if the server gives up a statement, which it then rolls back', async () => {
    await origin.slow?.({ readMs: 0, writeMs: 5_000 });
    try {
      await using client = openClient({ ...connection, statementTimeoutMs: 100 });
      expect(await client.write(31, 50, 'never')).toMatchObject({ outcome: 'fail', error: 'statementTimeout' });
      expect((await client.read(31)).row?.version).toBeLessThan(50);
    } finally {
      await origin.slow?.(null);
    }
  });

  it('is a failure with a wrong password', async () => {
    await using client = openClient({ ...connection, password: 'wrong' });
    expect(await client.read(0)).toMatchObject({ outcome: 'fail', error: 'wrongPassword' });
  });

  it('is a refusal beyond a limit of connections, until it is lifted', async () => {
    await using client = openClient(connection);
    await Promise.all(times(4, (key) => client.read(key)));
    await origin.limit?.(1);
    await origin.slow?.({ readMs: 100, writeMs: 0 });
    // The connections beyond the limit were ended; the pool notices that sooner or later.
    expect(
      await holds(async () => 'fail tooManyConnections' in (await outcomes(times(4, (key) => client.read(key))))),
    ).toBe(true);
    await origin.limit?.(null);
    await origin.slow?.(null);
    expect(await holds(async () => (await outcomes(times(4, (key) => client.read(key)))).ok === 4)).toBe(true);
  });

  it('counts reads of the same key at once', async () => {
    await origin.slow?.({ readMs: 50, writeMs: 0 });
    await using client = openClient(connection);
    const reads = await Promise.all([1, 1, 1, 2].map((key) => client.read(key)));
    expect(reads.map(({ sameKey }) => sameKey)).toEqual([1, 2, 3, 1]);
    await origin.slow?.(null);
  });
});

describe('a PostgreSQL in trouble', () => {
  it('that is stopped answers nothing, and continues where it was', async () => {
    await using client = openClient({ ...connection, statementTimeoutMs: 100 });
    await client.read(0);
    await origin.stop?.();
    expect(await origin.isStopped?.()).toBe(true);
    expect(await client.read(0)).toMatchObject({ outcome: 'indeterminate', error: 'timeout' });
    await origin.continue?.();
    expect(await origin.isStopped?.()).toBe(false);
    expect(await holds(async () => (await client.read(0)).outcome === 'ok')).toBe(true);
  });

  it('that is killed loses nothing that it acknowledged', async () => {
    await using client = openClient(connection);
    await origin.slow?.({ readMs: 0, writeMs: 1_500 });
    const torn = client.write(32, 70, 'torn');
    const sleeping = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
    expect(await holds(async () => (await queried(await url(), sleeping)).length === 1)).toBe(true);
    await origin.kill?.();
    expect(await torn).toMatchObject({ outcome: 'indeterminate' });
    expect(await client.read(0)).toMatchObject({ outcome: 'fail', error: 'connectionRefused' });
    expect(await origin.isServing()).toBe(false);
    await origin.restart?.();
    await origin.slow?.(null);
    expect(await origin.isServing()).toBe(true);
    expect((await client.read(30)).row).toEqual({ version: 9, value: 'newer' });
    expect(await origin.counts()).toBeNull();
  });

  it.each([
    ['origin-kill', {}, /^the origin accepts no connections$/],
    ['origin-stop', {}, /^every process of the origin is stopped$/],
    ['origin-slow', { delay: '300ms' }, /^a read takes \d+\.\d ms \(\d+\.\d ms before\)$/],
    ['origin-limit', { most: 0 }, /^the origin accepts at most 0 at once$/],
  ] as const)('has the fault %s, proves it, and heals', async (name, given, proof) => {
    expect(await strikeOrigin(origin, name, given)).toMatch(proof);
  });
});

describe('an existing PostgreSQL', () => {
  it('with a wrong password is one clear error without the password', async () => {
    const start = origins.existing.start({ url: await url('secret-word') }, originContext(watchdog));
    const { message } = await start.then(
      () => new Error('it started'),
      (error: Error) => error,
    );
    expect(message).toMatch(
      /^The origin postgres:\/\/cache_bench_admin@127.0.0.1:\d+\/postgres can't be used: password authentication failed/,
    );
    expect(message).not.toContain('secret-word');
  });

  it('gets a table of its own, and nothing is left of it', async () => {
    const before = await relations(await url());
    expect(before).toContain('cache_bench_row');
    const own = await origins.existing.start({ url: await url() }, originContext(watchdog));
    const client = openClient(own.connection);
    expect((await client.read(3)).row).toEqual({ version: 1, value: 'x'.repeat(20) });
    expect(await client.write(3, 2, 'mine')).toMatchObject({ outcome: 'ok' });
    await client[Symbol.asyncDispose]();
    expect(await relations(await url())).not.toEqual(before);
    await own[Symbol.asyncDispose]();
    expect(await relations(await url())).toEqual(before);
  });

  it('is refused if the table exists already, which stays as it is', async () => {
    const runTag = 'taken';
    await queried(await url(), 'CREATE TABLE cache_bench_taken_row (theirs integer)');
    const start = origins.existing.start({ url: await url() }, originContext(watchdog, { runTag }));
    await expect(start).rejects.toThrow(/"cache_bench_taken_row" already exists. Nothing was changed there/);
    await queried(await url(), 'SELECT theirs FROM cache_bench_taken_row');
  });
});

/** Another client's view of the server, as its admin. */
async function url(given?: string): Promise<string> {
  const { host, port, database } = connection;
  const template = join(cacheFolder(process.env), 'templates', `postgres-${origin.version}`, 'password');
  const password = given ?? (await readFile(template, 'utf8'));
  return `postgres://cache_bench_admin:${password}@${host}:${port}/${database}`;
}

async function queried(connectionString: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Everything of the database that has a name. */
async function relations(connectionString: string): Promise<readonly unknown[]> {
  const text = `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1`;
  return (await queried(connectionString, text)).map(({ name }) => name);
}
