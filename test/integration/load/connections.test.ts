import { createHash } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { missing } from '../../../src/audit/observation.js';
import type { DriverOptions } from '../../../src/load/driver/driver.js';
import { type DriverName, driversFor } from '../../../src/load/driver/registry.js';
import { type Access, openAccess, type TlsAccess } from '../../../src/model/access.js';
import type { ClientView } from '../../../src/model/client-view.js';
import { temporaryFolder } from '../../engine/fixtures/temporary-folder.js';
import { DriverUnderTest } from '../../load/driver/open-driver.js';
import { certificateAuthority, type Identity } from '../fixtures/certificates.js';
import { startRedis } from '../fixtures/redis-server.js';

const password = 'a%b c@d/é';
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let authority: Awaited<ReturnType<typeof certificateAuthority>>;
let stranger: Awaited<ReturnType<typeof certificateAuthority>>;
let server: Identity;
let client: Identity;

beforeAll(async () => {
  folder = await temporaryFolder();
  authority = await certificateAuthority(folder.path, 'authority');
  stranger = await certificateAuthority(folder.path, 'stranger');
  server = await authority.issue('server');
  client = await authority.issue('client');
});
afterAll(() => folder[Symbol.asyncDispose]());

const trusting = (changes: Partial<TlsAccess> = {}): TlsAccess => ({
  ca: authority.ca,
  certificate: null,
  key: null,
  serverName: null,
  verify: true,
  ...changes,
});
const inClear = (port: number) => [`port ${port}`];
/** Directives of a TLS-only server. */
const secured = (identity: Identity, authClients: 'yes' | 'no') => (port: number) => [
  'port 0',
  `tls-port ${port}`,
  `tls-cert-file "${identity.certificateFile}"`,
  `tls-key-file "${identity.keyFile}"`,
  `tls-ca-cert-file "${authority.caFile}"`,
  `tls-auth-clients ${authClients}`,
];

describe.each(driversFor('resp2'))('the %s driver', (name) => {
  it('sends a password', async () => {
    await using redis = await startRedis((port) => [...inClear(port), `requirepass "${password}"`]);
    await expectToServe(name, single('127.0.0.1', redis.port, { password }));
  });

  it.each([2, 3] as const)('speaks RESP%i, and reports a wrong password at once', async (respVersion) => {
    await using redis = await startRedis((port) => [...inClear(port), 'requirepass right']);
    await expectToServe(name, single('127.0.0.1', redis.port, { password: 'right', database: 1, respVersion }));
    const wrong = open(name, single('127.0.0.1', redis.port, { password, respVersion }));
    await expect(wrong).rejects.toThrow(/WRONGPASS/);
    await expect(wrong).rejects.not.toThrow(/within|a%b/);
    await expect(open(name, single('127.0.0.1', redis.port, { respVersion }))).rejects.toThrow(/NOAUTH/);
  });

  it('sends no INFO for a user without permission, and prints nothing', async () => {
    const rights = `user few on #${sha256(password)} ~* &* -@all +get +set +select`;
    await using redis = await startRedis((port) => [...inClear(port), rights]);
    using printed = vi.spyOn(console, 'warn').mockReturnValue();
    await expectToServe(name, single('127.0.0.1', redis.port, { username: 'few', password, withoutInfo: true }));
    expect(printed).not.toHaveBeenCalled();
  });

  it('uses TLS with a server whose authority it is given', async () => {
    await using redis = await startRedis((port) => [...secured(server, 'no')(port), `requirepass "${password}"`]);
    await expectToServe(name, single('127.0.0.1', redis.port, { tls: trusting(), password, respVersion: 3 }));
    await expectToServe(name, single('localhost', redis.port, { tls: trusting(), password }));
  });

  it('rejects a server of another authority at once, unless verification is off', async () => {
    await using redis = await startRedis(secured(server, 'no'));
    const tls = trusting({ ca: stranger.ca });
    const refused = open(name, single('127.0.0.1', redis.port, { tls }));
    await expect(refused).rejects.toThrow(/certificate/);
    await expect(refused).rejects.not.toThrow(/within/);
    await expectToServe(name, single('127.0.0.1', redis.port, { tls: { ...tls, verify: false } }));
  });

  it('rejects an expired certificate', async () => {
    await using redis = await startRedis(secured(await authority.issue('old', -1), 'no'));
    const refused = open(name, single('127.0.0.1', redis.port, { tls: trusting() }));
    await expect(refused).rejects.toThrow(name === 'valkey-glide' ? /certificate: Expired/ : /certificate has expired/);
  });
});

// GLIDE has no Unix sockets, client certificates, names for certificates, and no Sentinel; it asks for the role unless told not to.
describe.each(driversFor('resp2').filter((name) => name !== 'valkey-glide'))('the %s driver', (name) => {
  it('sends a user and a password, and does not need the right to ask for the role', async () => {
    const rights = `user few on #${sha256(password)} ~* &* -@all +get +set +select`;
    await using redis = await startRedis((port) => [...inClear(port), rights]);
    await expectToServe(name, single('127.0.0.1', redis.port, { username: 'few', password, database: 3 }));
  });

  it('uses a Unix socket, and the requested database', async () => {
    await using redis = await startRedis(inClear);
    await expectToServe(name, single(redis.socketPath, 0, { database: 5 }));
    await using first = await open(name, single(redis.socketPath, 0));
    expect(first.changes).toEqual([redis.socketPath]);
    expect(await first.run('get')).toMatchObject({ outcome: 'ok', observed: missing });
    await using fifth = await open(name, single('127.0.0.1', redis.port, { database: 5 }));
    expect(await fifth.run('get')).toMatchObject({ outcome: 'ok', observed: 1 });
  });

  it('rejects a certificate for another host', async () => {
    await using other = await startRedis(secured(server, 'no'));
    const elsewhere = trusting({ serverName: 'elsewhere.example' });
    await expect(open(name, single('127.0.0.1', other.port, { tls: elsewhere }))).rejects.toThrow(/elsewhere\.example/);
  });

  it('presents a client certificate if the server requires one', async () => {
    await using redis = await startRedis(secured(server, 'yes'));
    const tls = trusting({ certificate: client.certificate, key: client.key });
    await expectToServe(name, single('127.0.0.1', redis.port, { tls }));
    const without = open(name, single('127.0.0.1', redis.port, { tls: trusting() }));
    await expect(without).rejects.toThrow(/certificate required|handshake failure|ECONNRESET|EPIPE/);
  });

  it('reports an invalid key', async () => {
    await using redis = await startRedis(secured(server, 'yes'));
    const tls = trusting({ certificate: client.certificate, key: 'no key' });
    await expect(open(name, single('127.0.0.1', redis.port, { tls }))).rejects.toThrow(/its key|DECODER/);
  });

  it.each([
    { host: 'localhost', serverName: null, asked: 'localhost' },
    { host: '127.0.0.1', serverName: null, asked: undefined },
    { host: '127.0.0.1', serverName: 'cache.example', asked: 'cache.example' },
  ])('verifies a server at $host, name $serverName, as $asked', async ({ host, serverName, asked }) => {
    await using named = await listenForNames();
    const tls = trusting({ serverName, verify: false });
    await expect(open(name, single(host, named.port, { tls }), { deadlineMs: 500 })).rejects.toThrow();
    expect(new Set(named.names)).toEqual(new Set(asked === undefined ? [] : [asked]));
    expect(named.greetings).toBeGreaterThan(0);
  });

  it('finds the primary through sentinels with their own password and certificates', async () => {
    const replication = ['tls-replication yes', `requirepass "${password}"`];
    await using primary = await startRedis((port) => [...secured(server, 'no')(port), ...replication]);
    await using sentinel = await startRedis(
      (port) => [
        ...secured(server, 'yes')(port),
        'tls-replication yes',
        'requirepass watch',
        `sentinel monitor main 127.0.0.1 ${primary.port} 1`,
        `sentinel auth-pass main "${password}"`,
      ],
      { sentinel: true },
    );
    const access = { ...openAccess, password, database: 2, tls: trusting() };
    const ownIdentity = trusting({ certificate: client.certificate, key: client.key });
    const view = {
      kind: 'sentinel',
      primaryName: 'main',
      sentinels: [{ host: '127.0.0.1', port: sentinel.port }],
      addressMap: {},
      access,
      sentinelAccess: { ...openAccess, password: 'watch', tls: ownIdentity },
    } as const;
    await expectToServe(name, view);
    await expectToServe(name, { ...view, access: { ...access, respVersion: 3 } });
    await expectToServe(name, { ...view, sentinelAccess: { ...view.sentinelAccess, respVersion: 3 } });
    const wrong = { ...view, sentinelAccess: { ...view.sentinelAccess, password: 'other' } };
    await expect(open(name, wrong, { deadlineMs: 1_000 })).rejects.toThrow(/WRONGPASS/);
  });
});

describe('the wire driver', () => {
  it('reports why nothing accepted its connections when it gives up', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    await expect(open('wire', single('127.0.0.1', port))).rejects.toThrow(
      `no primary accepted 1 connections within 10 s; the last refusal: 127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });

  it('reports a missing database at once', async () => {
    await using redis = await startRedis((port) => [...inClear(port), 'databases 2']);
    await expect(open('wire', single('127.0.0.1', redis.port, { database: 2 }))).rejects.toThrow(
      new RegExp(`^127\\.0\\.0\\.1:${redis.port}: ERR DB index is out of range$`),
    );
  });
});

function single(host: string, port: number, access: Partial<Access> = {}): ClientView {
  return { kind: 'single', endpoint: { host, port }, access: { ...openAccess, ...access } };
}

function open(name: DriverName, view: ClientView, options: Partial<DriverOptions> = {}): Promise<DriverUnderTest> {
  const opened = DriverUnderTest.open(name, { port: 0 }, { view, deadlineMs: 8_000, ...options });
  // Checked repeatedly, and possibly late.
  opened.catch(() => {});
  return opened;
}

/** Writes and reads back; the server itself confirms what was written. */
async function expectToServe(name: DriverName, view: ClientView): Promise<void> {
  await using driver = await open(name, view, { connections: 2 });
  expect(await driver.run('set')).toMatchObject({ outcome: 'ok', errorClass: '' });
  expect(await driver.run('get')).toMatchObject({ outcome: 'ok', observed: 1 });
}

/** A TLS server that only records which names clients requested, and how many completed the handshake. */
async function listenForNames() {
  const names: string[] = [];
  const seen = { greetings: 0 };
  const listener = createTlsServer(
    {
      key: server.key,
      cert: server.certificate,
      SNICallback(asked, done) {
        names.push(asked);
        done(null);
      },
    },
    (socket) => {
      seen.greetings += 1;
      socket.on('error', () => socket.destroy());
      // Only a socket that is being read notices that the other side is gone.
      socket.resume();
      socket.end('-NOAUTH Authentication required.\r\n');
    },
  );
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    names,
    get greetings() {
      return seen.greetings;
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => listener.close(() => resolve())),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
