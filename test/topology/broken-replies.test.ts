import { Cluster, Redis } from 'ioredis';
import { describe, expect, it, vi } from 'vitest';
import { openAccess } from '../../src/model/access.js';
import { boundReplies } from '../../src/model/bound-replies.js';
import { openControlConnection } from '../../src/topology/control-connection.js';
import { askOnce, identify } from '../../src/topology/external/server-identity.js';
import { redisDataAccess } from '../../src/topology/redis-data.js';
import { brokenReplies, memoryGrowth } from '../fakes/broken-replies.js';
import { fakeNode } from '../fakes/fake-cluster.js';
import { MisbehavingServer } from '../fakes/misbehaving-server.js';

const mostGrowthBytes = 100 * 1024 ** 2;
const patience = { timeout: 10_000, interval: 5 };

async function connected(server: MisbehavingServer) {
  const connection = openControlConnection({ host: '127.0.0.1', port: server.port });
  await vi.waitUntil(() => connection.status === 'ready', patience);
  return connection;
}

describe('a control connection', () => {
  it.each([...brokenReplies])('rejects %s with one error, without storing it, and reconnects', async (_what, reply) => {
    await using server = await MisbehavingServer.listen();
    const connection = await connected(server);
    server.next('INFO', reply);
    const growth = await memoryGrowth(() => expect(connection.info()).rejects.toThrow(/^broken reply: an? /));
    expect(growth).toBeLessThan(mostGrowthBytes);
    await vi.waitUntil(() => server.connections === 2 && connection.status === 'ready', patience);
    expect(await connection.ping()).toBe('PONG');
    connection.disconnect();
  });

  it.each(['$-1\r\n', '+PONG\r\n', '*0\r\n'])('survives an unsolicited reply: %j', async (unasked) => {
    await using server = await MisbehavingServer.listen();
    const connection = await connected(server);
    server.next('PING', { raw: `+PONG\r\n${unasked}` });
    await expect(connection.ping()).rejects.toThrow(/^broken reply: an unsolicited reply/);
    connection.disconnect();
  });

  it.each([':NaN\r\n', ':7\r\n', '*1\r\n$1\r\nx\r\n', '$-1\r\n'])(
    'takes INFO as denied if the reply is no text: %j',
    async (raw) => {
      await using server = await MisbehavingServer.listen();
      const connection = await connected(server);
      server.always('INFO', { raw });
      expect((await identify(connection)).informs).toBe(false);
      connection.disconnect();
    },
  );

  it('receives its subscriptions', async () => {
    await using server = await MisbehavingServer.listen();
    const connection = await connected(server);
    const message = '*4\r\n$8\r\npmessage\r\n$1\r\n*\r\n$1\r\na\r\n$1\r\nb\r\n';
    const heard = new Promise((resolve) => connection.on('pmessage', (...seen) => resolve(seen)));
    server.next('PSUBSCRIBE', { raw: `*3\r\n$10\r\npsubscribe\r\n$1\r\n*\r\n:1\r\n${message}${message}` });
    await connection.psubscribe('*');
    expect(await heard).toEqual(['*', 'a', 'b']);
    connection.disconnect();
  });
});

describe('the connections that the client library opens itself', () => {
  const options = { lazyConnect: true, maxRetriesPerRequest: 0, connectTimeout: 10_000 } as const;

  it.each([...brokenReplies])('to sentinels reject %s, without storing it', async (_what, reply) => {
    await using server = await MisbehavingServer.listen();
    server.always('SENTINEL', reply);
    const sentinels = [{ host: '127.0.0.1', port: server.port }];
    const client = new Redis({ ...options, sentinels, name: 'cache', sentinelRetryStrategy: () => null });
    client.on('error', () => {});
    boundReplies(client);
    const growth = await memoryGrowth(() => expect(client.connect()).rejects.toThrow(/broken reply: an? /));
    expect(growth).toBeLessThan(mostGrowthBytes);
    client.disconnect();
  });

  it.each([...brokenReplies])('for the slots of a cluster reject %s, without storing it', async (_what, reply) => {
    await using server = await MisbehavingServer.listen();
    server.always('CLUSTER', reply);
    const seeds = [{ host: '127.0.0.1', port: server.port }];
    const client = new Cluster(seeds, { lazyConnect: true, slotsRefreshTimeout: 10_000, clusterRetryStrategy: null });
    const seen: string[] = [];
    client.on('error', () => {});
    client.on('node error', ({ message }: Error) => seen.push(message));
    client.on('+node', (member: Redis) => boundReplies(member));
    const growth = await memoryGrowth(() => expect(client.connect()).rejects.toThrow());
    expect(seen).toEqual([expect.stringMatching(/broken reply: an? /)]);
    expect(growth).toBeLessThan(mostGrowthBytes);
    client.disconnect();
  });
});

it('an error at the first contact with a target names the server and what it sent', async () => {
  await using server = await MisbehavingServer.listen();
  server.next('PING', { raw: '$999999999999\r\n', endless: 'x' });
  const endpoint = { host: '127.0.0.1', port: server.port };
  await expect(askOnce('redis://x', endpoint, openAccess, async () => {})).rejects.toMatchObject({
    exitCode: 5,
    message: expect.stringMatching(`127.0.0.1:${server.port} sent a reply of at least \\d+ bytes, where at most 65536`),
  });
});

it.each(['nan', '-3', '1e999', '9'.repeat(400), '12\u001b[31m'])(
  "figures of INFO that are not numbers are the server's fault: %j",
  async (figure) => {
    await using server = await MisbehavingServer.listen();
    const connection = await connected(server);
    const data = redisDataAccess(() => connection);
    const text = [
      'used_cpu_sys:1',
      'used_cpu_user:1',
      'used_memory:1',
      `evicted_keys:${figure}`,
      'expired_keys:0',
    ].join('\r\n');
    server.next('INFO', { raw: `$${text.length}\r\n${text}\r\n` });
    const problem = await data.inspect(fakeNode('n1', 'primary')).catch((error: unknown) => error);
    expect(problem).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/INFO reports evicted_keys:.*not a number/),
    });
    expect(String(problem)).not.toContain('\u001b');
    connection.disconnect();
  },
);
