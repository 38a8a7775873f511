import { createClient, createCluster, createSentinel } from '@redis/client';
import { expect, test } from 'vitest';
import { openAccess } from '../../../src/model/access.js';
import { libraryOptions } from '../../../src/session/client/library-options.js';

const [one, two] = [
  { host: '127.0.1.1', port: 7001 },
  { host: '127.0.2.1', port: 7002 },
];
const tls = { ca: 'PEM', certificate: null, key: null, serverName: null, verify: true };
const closed = { ...openAccess, password: 'word', tls };
const addressMap = { '127.0.2.1:9999': two };

test('node-redis gets a server, its password and its authority', () => {
  const { nodeRedis, memjs } = libraryOptions({ kind: 'single', endpoint: one, access: closed });
  expect(nodeRedis).toEqual({ password: 'word', socket: { ...one, tls: true, ca: 'PEM' } });
  expect(createClient(nodeRedis ?? {}).options).toMatchObject({ socket: one });
  expect(memjs).toBeNull();
});

test('node-redis gets sentinels, the name of the primary, and the addresses to connect to', () => {
  const view = { kind: 'sentinel', primaryName: 'cache', sentinels: [one, two], addressMap } as const;
  const { nodeRedis } = libraryOptions({ ...view, access: closed, sentinelAccess: openAccess });
  expect(nodeRedis).toEqual({
    name: 'cache',
    sentinelRootNodes: [one, two],
    nodeAddressMap: addressMap,
    nodeClientOptions: { password: 'word', socket: { tls: true, ca: 'PEM' } },
    sentinelClientOptions: {},
  });
  createSentinel(nodeRedis as never);
});

test('node-redis gets the members of a cluster', () => {
  const view = { kind: 'cluster', seeds: [one, two], addressMap: {}, access: openAccess, readFrom: 'primary' } as const;
  const { nodeRedis } = libraryOptions(view);
  expect(nodeRedis).toEqual({ rootNodes: [{ socket: one }, { socket: two }], nodeAddressMap: {}, defaults: {} });
  createCluster(nodeRedis as never);
});

test('memjs gets the servers of a pool, unless they want what it does not speak', () => {
  const servers = [one, two].map((endpoint, shard) => ({ endpoint, shard }));
  const pool = { kind: 'pool', servers, hashing: 'ketama', ejectsLost: false } as const;
  expect(libraryOptions({ ...pool, access: openAccess })).toEqual({
    nodeRedis: null,
    memjs: '127.0.1.1:7001,127.0.2.1:7002',
  });
  expect(libraryOptions({ ...pool, access: closed })).toEqual({ nodeRedis: null, memjs: null });
});
