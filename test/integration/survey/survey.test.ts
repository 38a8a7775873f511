import { describe, expect, it } from 'vitest';
import { EnvironmentError, InterruptedError, UsageError } from '../../../src/errors/errors.js';
import { startForeignMemcached } from '../../cli/drill/foreign-memcached.js';
import { startForeignServer } from '../../cli/drill/foreign-server.js';
import { startCluster } from '../fixtures/cluster.js';
import { survey } from './survey.js';

const password = 'hunter2-s3cr3t';

describe('a survey', () => {
  it('recognizes sentinels, and primaries with replicas', async () => {
    await using started = await startCluster({ kind: 'sentinel' });
    const { nodes } = started.cluster;
    const sentinel = nodes.find(({ role }) => role === 'sentinel')?.address;
    const primary = started.cluster.primaryOf(0)?.address;
    const [view] = [started.cluster.clientView];
    const name = view.kind === 'sentinel' ? view.primaryName : '';
    const short = { windowMs: 200 };
    const bySentinel = await survey(`redis+sentinel://${sentinel?.host}:${sentinel?.port}/${name}`, short);
    expect(bySentinel).toMatchObject({ topology: 'sentinel', shards: 1, replicas: 2 });
    const byPrimary = await survey(`redis://${primary?.host}:${primary?.port}`, short);
    expect(byPrimary).toMatchObject({ topology: 'replicated', shards: 1, replicas: 2 });
  });

  it('sees types, sizes of each, and hot keys under an LFU policy', async () => {
    await using server = await startForeignServer(password, { keys: 0, more: ['--maxmemory-policy', 'allkeys-lfu'] });
    const { client } = server;
    for (let index = 0; index < 40; index += 1) {
      await client.set(Buffer.from([255, index]), 'x'.repeat(50));
      await client.hset(`hash:${index}`, 'field', 'x'.repeat(70), 'other', 'x'.repeat(70));
      await client.rpush(`list:${index}`, 'a', 'b', 'c');
      await client.zadd(`zset:${index}`, 1, 'a', 2, 'b');
      await client.sadd(`set:${index}`, 'a');
      await client.xadd(`stream:${index}`, '*', 'f', 'v');
    }
    for (let access = 0; access < 400; access += 1) await client.hget(`hash:${access % 4}`, 'field');
    const { sample } = await survey(`redis://127.0.0.1:${server.port}`, { windowMs: 200 }, password);
    expect(sample.refusals).toEqual([]);
    const seen = new Map(sample.keys.map((key) => [key.type, key]));
    expect([...seen.keys()].sort()).toEqual(['hash', 'list', 'set', 'stream', 'string', 'zset']);
    expect(seen.get('string')).toMatchObject({ valueBytes: 50, elements: null, ttlMs: null });
    expect(seen.get('hash')).toMatchObject({ valueBytes: 70, elements: 2 });
    expect(seen.get('list')).toMatchObject({ valueBytes: null, elements: 3 });
    expect(seen.get('zset')).toMatchObject({ elements: 2 });
    expect(Math.max(...sample.keys.map(({ frequency }) => frequency ?? 0))).toBeGreaterThan(5);
  });

  it('reads what a restricted user may read, and names the rest', async () => {
    await using server = await startForeignServer(password, { keys: 20 });
    const user = ['on', '>readers', '~*', '+@connection', '+info', '+randomkey', '+type', '+strlen'];
    await server.client.call('ACL', 'SETUSER', 'reader', ...user);
    const url = `redis://reader@127.0.0.1:${server.port}`;
    const { sample, keys } = await survey(url, { windowMs: 200 }, 'readers');
    expect(keys).toBe(20);
    expect(sample.keys[0]).toMatchObject({ type: 'string', ttlMs: null, idleMs: null });
    expect(sample.refusals.join()).toMatch(/pttl/);
  });

  it('reads memcached, with sizes and times to live of the keys', async () => {
    await using server = await startForeignMemcached();
    await using second = await startForeignMemcached();
    const url = `memcached://127.0.0.1:${server.port},127.0.0.1:${second.port}`;
    const found = await survey(url, { windowMs: 500, sampleKeys: 200 });
    expect(found).toMatchObject({ topology: 'memcached', engine: 'memcached', shards: 2, keys: 1000 });
    expect(found.rates).toEqual({});
    expect(found.sample.keys.length).toBeGreaterThanOrEqual(190);
    const sizes = found.sample.keys.map(({ valueBytes }) => valueBytes ?? 0);
    // `theirs 0` to `theirs 499`.
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([8, 10]);
    expect(found.sample.keys.every(({ ttlMs }) => ttlMs === null)).toBe(true);
    expect(found.sample.refusals).toEqual([]);
  });

  it.each<[string, (port: number) => string, new (message: string) => Error, RegExp]>([
    ['a text that is no URL', () => 'cache.example:6379', UsageError, /Did you mean "redis:\/\/cache.example:6379"/],
    [
      'a wrong password',
      (port) => `redis://:wrong@127.0.0.1:${port}`,
      EnvironmentError,
      /rejects the user or password/,
    ],
    ['nothing that listens', () => 'redis://127.0.0.1:1', EnvironmentError, /nothing is listening/],
    ['another protocol', (port) => `memcached://127.0.0.1:${port}`, EnvironmentError, /protocol of memcached/],
  ])('ends with one error for %s', async (_, urlOf, kind, message) => {
    await using server = await startForeignServer(password, { keys: 0 });
    const error: unknown = await survey(urlOf(server.port)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('wrong@');
  });

  it('ends at once when interrupted, and needs INFO', async () => {
    await using server = await startForeignServer(password, { keys: 0 });
    const abort = new AbortController();
    const url = `redis://127.0.0.1:${server.port}`;
    const long = survey(
      url,
      { windowMs: 600_000, signal: abort.signal, progress: () => setTimeout(() => abort.abort(), 50) },
      password,
    );
    await expect(long).rejects.toBeInstanceOf(InterruptedError);
    await server.client.call('ACL', 'SETUSER', 'blind', 'on', '>blind', '~*', '+@connection', '+@read');
    const blind = survey(`redis://blind@127.0.0.1:${server.port}`, { windowMs: 100 }, 'blind');
    await expect(blind).rejects.toThrow(/denies this user INFO.*Try: a user with \+info/);
  });
});
