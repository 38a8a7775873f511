import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clusterDirectives } from '../../../src/topology/cluster-mode/cluster-directives.js';
import { securityOptions } from '../../../src/topology/memcached/security-options.js';
import { writeRedisFiles } from '../../../src/topology/redis-node.js';
import { createSecurity } from '../../../src/topology/security/node-security.js';
import { writeSentinelFiles } from '../../../src/topology/sentinel/sentinel-files.js';
import { temporaryFolder } from '../../engine/fixtures/temporary-folder.js';

const address = { host: '127.0.1.1', port: 7001 };
const ways = [
  { tls: false, password: false },
  { tls: false, password: true },
  { tls: true, password: false },
  { tls: true, password: true },
];

describe.each(ways)('with %o', ({ tls, password }) => {
  it('a data node listens where its clients connect, and presents what other nodes require', async () => {
    await using folder = await temporaryFolder();
    const security = await createSecurity({ tls, password }, folder.path);
    const dataDir = join(folder.path, 'n1');
    const files = { id: 'n1', address, announced: null, replicaOf: null, config: {}, security };
    const lines = await linesOf((await writeRedisFiles(dataDir, files))[0]!);
    const secret = security.access.password;
    expect(secret === null).toBe(!password);
    expect(lines.filter((line) => /^(tls-)?port /.test(line))).toEqual(
      tls ? ['port 0', 'tls-port 7001'] : ['port 7001'],
    );
    expect(lines.filter((line) => /^(requirepass|masterauth) /.test(line))).toEqual(
      password ? [`requirepass ${secret}`, `masterauth ${secret}`] : [],
    );
    const tlsLines = lines.filter((line) => line.startsWith('tls-') && !line.startsWith('tls-port'));
    expect(tlsLines).toEqual(
      tls
        ? [
            `tls-cert-file "${join(folder.path, 'tls', 'n1.crt')}"`,
            `tls-key-file "${join(folder.path, 'tls', 'n1.key')}"`,
            `tls-ca-cert-file "${join(folder.path, 'tls', 'ca.crt')}"`,
            'tls-auth-clients no',
            'tls-replication yes',
          ]
        : [],
    );
  });

  it('a sentinel requires the password, and presents that of the nodes', async () => {
    await using folder = await temporaryFolder();
    const security = await createSecurity({ tls, password }, folder.path);
    const [file] = await writeSentinelFiles(join(folder.path, 's1'), {
      name: 's1',
      address,
      announced: null,
      id: '0'.repeat(40),
      primary: { host: '127.0.1.2', port: 7002 },
      replicas: [],
      others: [],
      plan: { count: 1, downAfterMs: 1_000, failoverTimeoutMs: 5_000, quorum: 1 },
      security,
    });
    const lines = await linesOf(file!);
    const secret = security.access.password;
    expect(lines.filter((line) => /auth|pass/.test(line) && !line.startsWith('tls-'))).toEqual(
      password ? [`requirepass ${secret}`, `sentinel auth-pass cache ${secret}`] : [],
    );
    expect(lines.includes('tls-replication yes')).toBe(tls);
    // Sentinel accepts auth-pass only for a primary that it knows.
    const [monitor, auth] = ['sentinel monitor', 'sentinel auth-pass'].map((start) =>
      lines.findIndex((line) => line.startsWith(start)),
    );
    if (password) expect(monitor).toBeLessThan(auth!);
  });

  it('a memcached is configured by files, so that its command line shows no password', async () => {
    await using folder = await temporaryFolder();
    const security = await createSecurity({ tls, password }, folder.path, 'cache-bench');
    const dataDir = join(folder.path, 'n1');
    const options = await securityOptions({ id: 'n1', address, dataDir }, security);
    expect(options).toEqual([
      ...(tls ? ['--enable-ssl', '--extended=ssl_chain_cert=../tls/n1.crt,ssl_key=../tls/n1.key'] : []),
      ...(password ? ['--auth-file=auth'] : []),
    ]);
    if (password) {
      const { username, password: secret } = security.access;
      expect(await readFile(join(dataDir, 'auth'), 'utf8')).toBe(`${username}:${secret}\n`);
    }
  });
});

it('a member of a cluster announces the port that its peers and clients can reach', () => {
  const place = { busPort: 17_001, announced: { host: '127.0.1.1', port: 8001 }, announcedBusPort: 18_001 };
  const cluster = { nodeTimeoutMs: 1_000, requireFullCoverage: false };
  const clear = clusterDirectives({ cluster, tls: false }, place);
  expect(clear['cluster-announce-port']).toBe('8001');
  expect(clear['tls-cluster']).toBeUndefined();
  const encrypted = clusterDirectives({ cluster, tls: true }, place);
  expect(encrypted['cluster-announce-tls-port']).toBe('8001');
  expect(encrypted['cluster-announce-port']).toBeUndefined();
  expect(encrypted['tls-cluster']).toBe('yes');
});

it("keys are readable only by their owner, and the authority's key is in no file", async () => {
  await using folder = await temporaryFolder();
  const security = await createSecurity({ tls: true, password: false }, folder.path);
  await security.identify('n1', '127.0.1.1');
  const tlsFolder = join(folder.path, 'tls');
  expect((await readdir(tlsFolder)).sort()).toEqual(['ca.crt', 'n1.crt', 'n1.key']);
  expect((await stat(join(tlsFolder, 'n1.key'))).mode & 0o077).toBe(0);
  expect((await stat(tlsFolder)).mode & 0o077).toBe(0);
});

async function linesOf(file: string): Promise<readonly string[]> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n');
}
