import { Cluster } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import { EnvironmentError, InterruptedError, UsageError } from '../../../src/errors/errors.js';
import { scenarioText } from '../../../src/survey/scenario-text.js';
import type { SurveyOptions } from '../../../src/survey/survey.js';
import { surveyDeployment } from '../../../src/survey/survey-deployment.js';
import { startForeignCluster } from '../../cli/drill/foreign-cluster.js';
import { startForeignMemcached } from '../../cli/drill/foreign-memcached.js';
import { startForeignServer } from '../../cli/drill/foreign-server.js';
import { startPacedLoad } from '../../cli/drill/paced-load.js';
import { temporaryFolder } from '../../engine/fixtures/temporary-folder.js';
import { load } from '../../scenario/temporary-scenario.js';
import { certificateAuthority } from '../fixtures/certificates.js';
import { startCluster } from '../fixtures/cluster.js';

const password = 'hunter2-s3cr3t';

async function survey(url: string, given: Partial<SurveyOptions> = {}, password: string | null = null) {
  const { signal } = new AbortController();
  const options = { windowMs: 2000, sampleKeys: 400, signal, progress: () => {}, ...given };
  const found = await surveyDeployment(url, { password, addressMap: {} }, options);
  const place = { schema: 'scenario.schema.json', date: '2026-01-31' };
  // Every survey gives a scenario that can be run.
  await load(scenarioText('mine', found, place));
  return found;
}

describe('a survey', () => {
  it('adds up the primaries of a Redis Cluster, and samples each by its share of the keys', async () => {
    await using folder = await temporaryFolder();
    const authority = await certificateAuthority(folder.path, 'authority');
    await using cluster = await startForeignCluster(password, await authority.issue('server'), authority.caFile);
    const client = new Cluster([{ host: '127.0.0.1', port: cluster.ports[0] ?? 0 }], { redisOptions: { password } });
    using paced = startPacedLoad(client, 900, [
      { weight: 3, request: (number) => ['GET', `session:${2 * (number % 250)}`] },
      { weight: 1, request: (number) => ['SET', `new:${number % 300}`, 'x'.repeat(64)] },
    ]);
    // What was really sent, from the line that begins the window to the one that follows it.
    const counted: { readonly sent: number; readonly atMs: number }[] = [];
    const progress = () => void counted.push({ sent: paced.sent(), atMs: monotonicMs() });
    const url = `redis+cluster://127.0.0.1:${cluster.ports[1]}`;
    const found = await survey(url, { windowMs: 3000, progress }, password);
    const [begun, ended] = counted as [(typeof counted)[0], (typeof counted)[0]];
    const perSecond = (1000 * (ended.sent - begun.sent)) / (ended.atMs - begun.atMs);
    client.disconnect();
    expect(found).toMatchObject({ topology: 'cluster', shards: 3, replicas: 1, engine: 'redis', keys: 800 });
    const { get = 0, set = 0 } = found.rates;
    expect(Math.abs(get + set - perSecond) / perSecond).toBeLessThan(0.03);
    expect(Math.abs(get / (get + set) - 0.75)).toBeLessThan(0.02);
    expect(found.hitsPerSecond).toBeCloseTo(get, -1);
    expect(found.sample.keys.length).toBeGreaterThanOrEqual(400);
    expect(found.sample.refusals).toEqual([]);
  });

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
