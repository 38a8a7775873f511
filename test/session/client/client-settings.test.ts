import { expect, test } from 'vitest';
import { openAccess } from '../../../src/model/access.js';
import { clientSettings } from '../../../src/session/client/client-settings.js';

const [one, two] = [
  { host: '127.0.1.1', port: 7001 },
  { host: '127.0.2.1', port: 7002 },
];
const access = openAccess;
const open = { username: null, password: null, caFile: null };

test('a single server has a host and a port', () => {
  expect(clientSettings({ kind: 'single', endpoint: one, access }, open)).toEqual({
    ioredis: { members: null, options: one },
    commands: ['redis-cli -h 127.0.1.1 -p 7001'],
  });
});

test('sentinels are listed, and only differing addresses are mapped', () => {
  const addressMap = { '127.0.1.1:7001': one, '127.0.2.1:9999': two };
  const view = { kind: 'sentinel', primaryName: 'cache', sentinels: [two], addressMap, access, sentinelAccess: access };
  expect(clientSettings(view as never, open)).toEqual({
    ioredis: { members: null, options: { name: 'cache', sentinels: [two], natMap: { '127.0.2.1:9999': two } } },
    commands: ['redis-cli -h 127.0.2.1 -p 7002 SENTINEL GET-MASTER-ADDR-BY-NAME cache'],
  });
});

test('all members of a cluster are listed, and one is used by hand', () => {
  const view = { kind: 'cluster', seeds: [one, two], addressMap: {}, access, readFrom: 'primary' } as const;
  expect(clientSettings(view, open)).toEqual({
    ioredis: { members: [one, two], options: {} },
    commands: ['redis-cli -h 127.0.1.1 -p 7001 -c'],
  });
});

test('a memcached pool has no settings for ioredis', () => {
  const servers = [one, two].map((endpoint, shard) => ({ endpoint, shard }));
  const settings = clientSettings({ kind: 'pool', servers, hashing: 'ketama', ejectsLost: false, access }, open);
  expect(settings.ioredis).toBeNull();
  expect(settings.commands).toHaveLength(2);
});

const tls = { ca: '-----BEGIN CERTIFICATE-----', certificate: null, key: null, serverName: null, verify: true };
const closed = { ...openAccess, password: 'word', tls };
const sessionAccess = { username: null, password: 'word', caFile: "/tmp/it's here/ca.crt" };
const words = "--tls --cacert '/tmp/it'\\''s here/ca.crt' -a word --no-auth-warning";

test('servers with TLS and a password have both, for data nodes, sentinels and members', () => {
  const getIn = { password: 'word', tls: { ca: tls.ca } };
  expect(clientSettings({ kind: 'single', endpoint: one, access: closed }, sessionAccess)).toEqual({
    ioredis: { members: null, options: { ...one, ...getIn } },
    commands: [`redis-cli -h 127.0.1.1 -p 7001 ${words}`],
  });
  const sentinels = { kind: 'sentinel', primaryName: 'cache', sentinels: [two], addressMap: {} } as const;
  const byName = clientSettings({ ...sentinels, access: closed, sentinelAccess: closed }, sessionAccess);
  expect(byName.ioredis?.options).toMatchObject({
    ...getIn,
    sentinelPassword: 'word',
    sentinelTLS: { ca: tls.ca },
    enableTLSForSentinelMode: true,
  });
  expect(byName.commands).toEqual([`redis-cli -h 127.0.2.1 -p 7002 ${words} SENTINEL GET-MASTER-ADDR-BY-NAME cache`]);
  const view = { kind: 'cluster', seeds: [one], addressMap: {}, access: closed, readFrom: 'primary' } as const;
  expect(clientSettings(view, sessionAccess).ioredis?.options).toEqual({ redisOptions: getIn });
});

test('a memcached is queried over TLS, after a login', () => {
  const servers = [{ endpoint: one, shard: 0 }];
  const view = { kind: 'pool', servers, hashing: 'ketama', ejectsLost: false, access: closed } as const;
  expect(clientSettings(view, { ...sessionAccess, username: 'me', caFile: '/ca.crt' }).commands).toEqual([
    "printf 'set login 0 0 7\\r\\nme word\\r\\nstats\\r\\nquit\\r\\n' | openssl s_client -quiet -connect 127.0.1.1:7001 -CAfile /ca.crt",
  ]);
  expect(clientSettings(view, open).commands).toEqual(["printf 'stats\\r\\nquit\\r\\n' | nc 127.0.1.1 7001"]);
});
