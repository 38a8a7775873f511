import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../../src/clock/wait.js';
import { EnvironmentError } from '../../../src/errors/errors.js';
import { openAccess } from '../../../src/model/access.js';
import { explainRefusal } from '../../../src/topology/external/target-failure.js';
import type { AttachContext } from '../../../src/topology/topology.js';
import { freePort } from '../../cli/drill/foreign-server.js';
import { temporaryFolder } from '../../engine/fixtures/temporary-folder.js';
import { topologies } from '../fixtures/built.js';
import { certificateAuthority, type Identity } from '../fixtures/certificates.js';
import { sentinelPlan, startCluster } from '../fixtures/cluster.js';
import { startRedis } from '../fixtures/redis-server.js';

const password = 'hunter2-s3cr3t';
const inClear = (port: number) => [`port ${port}`, 'databases 2'];

function planOf(target: string) {
  const asWritten = { addressMap: {}, hashing: 'ketama', ejectLost: false } as const;
  return { ...sentinelPlan, ...asWritten, replicas: 0, zones: 1, target };
}

function attachTo(target: string, context: Partial<AttachContext> = {}) {
  const signal = new AbortController().signal;
  return topologies.external.attach(planOf(target), { password: null, onEvent: () => {}, signal, ...context });
}

/** Why a target is rejected: the only sentence of the error. */
async function refusalOf(target: string, context: Partial<AttachContext> = {}): Promise<string> {
  const error: Error = await attachTo(target, context).then(
    async (cluster) => {
      await cluster[Symbol.asyncDispose]();
      throw new Error(`${target} was taken`);
    },
    (thrown) => thrown,
  );
  // The class from dist, which is not that of the source.
  expect(error.name).toBe(EnvironmentError.prototype.constructor.name);
  expect(error.message).toMatch(/^The target \S+ can't be used: .+\. Nothing was written to it\. Try: [^\n]+$/);
  expect(error.message).not.toContain(password);
  return error.message;
}

async function servedConnection(port: number): Promise<Socket | undefined> {
  const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
  const said = await once(socket, 'data').catch(() => []);
  if (String(said[0]).startsWith('+PONG')) return socket;
  socket.destroy();
  return undefined;
}

describe('a Redis target is rejected', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let member: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    redis = await startRedis((port) => [...inClear(port), `requirepass ${password}`]);
    const busPort = await freePort();
    member = await startRedis((port) => [`port ${port}`, 'cluster-enabled yes', `cluster-port ${busPort}`]);
  });
  afterAll(async () => {
    await redis[Symbol.asyncDispose]();
    await member[Symbol.asyncDispose]();
  });

  it.each<[string, () => string, RegExp]>([
    [
      'for a wrong password',
      () => `redis://:wrong-${password}@127.0.0.1:${redis.port}`,
      /rejects the user or password/,
    ],
    ['for an unknown user', () => `redis://nobody:${password}@127.0.0.1:${redis.port}`, /rejects the user or password/],
    ['without a password', () => `redis://127.0.0.1:${redis.port}`, /requires a password.*CACHE_BENCH_TARGET_PASSWORD/],
    ['for a database', () => `redis://:${password}@127.0.0.1:${redis.port}/9`, /no database with this number/],
    ['for a socket', () => `unix://${redis.socketPath}x`, /there is no socket/],
    ['as no sentinel', () => `redis+sentinel://127.0.0.1:${redis.port}/cache`, /127\.0\.0\.1:\d+/],
    [
      'as no cluster',
      () => `redis+cluster://:${password}@127.0.0.1:${redis.port}`,
      /is not a member of a Redis Cluster.*redis:\/\//,
    ],
    ['as no memcached', () => `memcached://127.0.0.1:${redis.port}`, /not speak the protocol of memcached.*redis:\/\//],
    [
      'for a database of a cluster',
      () => `redis://127.0.0.1:${member.port}/1`,
      /only one database.*without a database number/,
    ],
    ['for slots that nobody serves', () => `redis://127.0.0.1:${member.port}`, /serves 0 of 16384 hash slots/],
  ])('%s', async (_what, target, reason) => {
    expect(await refusalOf(target())).toMatch(reason);
  });

  it('as a replica, and as a sentinel', async () => {
    await using replica = await startRedis((port) => [
      ...inClear(port),
      `replicaof 127.0.0.1 ${redis.port}`,
      `masterauth ${password}`,
    ]);
    expect(await refusalOf(`redis://127.0.0.1:${replica.port}`)).toMatch(
      new RegExp(`is a replica of 127\\.0\\.0\\.1:${redis.port}, and accepts no writes.*Try: the URL of its primary`),
    );
    const watching = (port: number) => [`port ${port}`, `sentinel monitor cache 127.0.0.1 ${redis.port} 1`];
    await using sentinel = await startRedis(watching, { sentinel: true });
    expect(await refusalOf(`redis://127.0.0.1:${sentinel.port}`)).toMatch(/is a sentinel\..*redis\+sentinel:\/\/host/);
  });
});

describe('a target is rejected with the setting that helps', () => {
  it('if it requires TLS, or has none', async () => {
    await using folder = await temporaryFolder();
    const authority = await certificateAuthority(folder.path, 'authority');
    const { certificateFile, keyFile } = await authority.issue('server');
    await using secured = await startRedis((port) => [
      'port 0',
      `tls-port ${port}`,
      `tls-cert-file "${certificateFile}"`,
      `tls-key-file "${keyFile}"`,
      `tls-ca-cert-file "${authority.caFile}"`,
      'tls-auth-clients no',
    ]);
    expect(await refusalOf(`redis://127.0.0.1:${secured.port}`)).toMatch(/accepts only TLS .*--tls, or rediss:\/\//);
    const sentinel = await refusalOf(`redis+sentinel://127.0.0.1:${secured.port}/cache`);
    expect(sentinel).toMatch(/accepts only TLS .*--tls, or rediss\+sentinel:\/\//);
    expect(await refusalOf(`memcached://127.0.0.1:${secured.port}`)).toMatch(/accepts only TLS .*a port without TLS/);
    const stranger = await refusalOf(`rediss://127.0.0.1:${secured.port}`);
    expect(stranger).toMatch(/authority that is not trusted here.*\?ca=.*\?verify=false/);
    const named = `rediss://127.0.0.1:${secured.port}?ca=${encodeURIComponent(authority.caFile)}&servername=elsewhere.example`;
    expect(await refusalOf(named)).toMatch(/is for another name.*\?servername=/);
    // A Redis without TLS never answers the handshake: the client library gives up after 5 s.
    await using plain = await startRedis(inClear);
    const tls = { ca: null, certificate: null, key: null, serverName: null, verify: true };
    const endpoint = { host: '127.0.0.1', port: plain.port };
    const { reason, attempt } = await explainRefusal(endpoint, { ...openAccess, tls }, 'connect ETIMEDOUT');
    expect(`${reason}: ${attempt}`).toMatch(/does not speak TLS.*no --tls/);
  });

  it.each(['TLSv1.2', 'TLSv1.3'])(
    'if it rejects our certificate, or its own is no longer valid: %s',
    async (version) => {
      await using folder = await temporaryFolder();
      const authority = await certificateAuthority(folder.path, 'authority');
      const other = await certificateAuthority(folder.path, 'other');
      const server = await authority.issue('server');
      const [client, expired, foreign] = [
        await authority.issue('client'),
        await authority.issue('expired', -1),
        await other.issue('foreign'),
      ];
      const secured = (identity: Identity, asks: 'yes' | 'no') => (port: number) => [
        'port 0',
        `tls-port ${port}`,
        `tls-cert-file "${identity.certificateFile}"`,
        `tls-key-file "${identity.keyFile}"`,
        `tls-ca-cert-file "${authority.caFile}"`,
        `tls-protocols ${version}`,
        `tls-auth-clients ${asks}`,
      ];
      await using old = await startRedis(secured(expired, 'no'));
      expect(await refusalOf(`rediss://127.0.0.1:${old.port}?ca=${encodeURIComponent(authority.caFile)}`)).toMatch(
        /the certificate of \S+ has expired.*verify=false/,
      );
      await using mutual = await startRedis(secured(server, 'yes'));
      const place = `rediss://127.0.0.1:${mutual.port}?ca=${encodeURIComponent(authority.caFile)}`;
      const as = ({ certificateFile, keyFile }: Identity) =>
        `${place}&cert=${encodeURIComponent(certificateFile)}&key=${encodeURIComponent(keyFile)}`;
      expect(await refusalOf(place)).toMatch(/requires a client certificate.*\?cert=/);
      expect(await refusalOf(as(expired))).toMatch(/rejects the client certificate: it has expired.*\?cert=/);
      expect(await refusalOf(as(foreign))).toMatch(/does not trust the authority that issued the client certificate/);
      const found = await attachTo(as(client));
      expect(found.nodes).toHaveLength(1);
      await found[Symbol.asyncDispose]();
    },
  );

  it('at its connection limit', async () => {
    await using full = await startRedis((port) => [...inClear(port), 'maxclients 1']);
    // The server may still count the connection that checked its start.
    const other = await waitFor(() => servedConnection(full.port), { timeoutMs: 30_000, pollMs: 20 });
    const refusal = await refusalOf(`redis://127.0.0.1:${full.port}`);
    other?.destroy();
    expect(refusal).toMatch(/is at its connection limit.*maxclients/);
  });

  it('if its sentinels have their own password, or are none', async () => {
    const watching = (port: number) => [
      `port ${port}`,
      `requirepass ${password}`,
      'sentinel monitor cache 127.0.0.1 6379 1',
    ];
    await using sentinel = await startRedis(watching, { sentinel: true });
    const place = `redis+sentinel://127.0.0.1:${sentinel.port}/cache`;
    expect(await refusalOf(place)).toMatch(/sentinel \S+ requires its own password.*\?sentinel-password=/);
    // The password of the data nodes is not theirs.
    expect(await refusalOf(place, { password })).toMatch(/\?sentinel-password=/);
    await using plain = await startRedis(inClear);
    expect(await refusalOf(`redis+sentinel://127.0.0.1:${plain.port}/cache`)).toMatch(/is not a sentinel.*26379/);
    expect(await refusalOf(`${place}?sentinel-password=wrong`)).toMatch(/rejects the user or password.*sentinel-user/);
  });
});

describe('a Redis Cluster', () => {
  it('is found including replicas that have received nothing yet', async () => {
    await using started = await startCluster({ kind: 'cluster', shards: 3, replicas: 1 });
    const { port, host } = started.cluster.nodes[0]!.address;
    const plan = planOf(`redis+cluster://${host}:${port}`);
    const signal = new AbortController().signal;
    const found = await topologies.external.attach(plan, { password: null, onEvent: () => {}, signal });
    const members = found.nodes.map(({ role, shard, address }) => `${role} ${shard} ${address.port}`);
    await found[Symbol.asyncDispose]();
    const launched = started.cluster.nodes.map(({ role, shard, address }) => `${role} ${shard} ${address.port}`);
    expect(members.sort()).toEqual(launched.sort());
  });
});

describe('any target is rejected', () => {
  it.each(['redis', 'redis+cluster', 'memcached'])('if nothing listens: %s', async (scheme) => {
    expect(await refusalOf(`${scheme}://127.0.0.1:${await freePort()}`)).toMatch(
      /nothing is listening at 127\.0\.0\.1:\d+/,
    );
  });

  it('if it speaks another protocol, or only says goodbye', async () => {
    const stub = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      // Only a socket that is being read notices that the other side is gone.
      socket.resume();
      socket.end('HTTP/1.1 400 Bad Request\r\n');
    });
    await new Promise<void>((resolve) => stub.listen(0, '127.0.0.1', resolve));
    const { port } = stub.address() as { readonly port: number };
    expect(await refusalOf(`redis://127.0.0.1:${port}`)).toMatch(
      /does not speak the protocol of Redis.*memcached:\/\//,
    );
    expect(await refusalOf(`memcached://127.0.0.1:${port}`)).toMatch(/does not speak the protocol of memcached/);
    await new Promise((resolve) => stub.close(resolve));
  });
});
