import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { openAccess } from '../../../src/model/access.js';
import type { ClientView } from '../../../src/model/client-view.js';
import { clientEnvironment, shellExports } from '../../../src/session/client/client-environment.js';

const [one, two] = [
  { host: '127.0.1.1', port: 7001 },
  { host: '127.0.2.1', port: 7002 },
];
const access = openAccess;
const open = { username: null, password: null, caFile: null };
const node = {
  id: 'n2',
  role: 'primary',
  shard: 0,
  zone: 'az-2',
  server: one,
  state: 'up',
  pid: 1,
  lagBytes: null,
} as const;
const site = {
  id: 'ab12',
  access: open,
  nodes: [
    { ...node, role: 'replica', client: one },
    { ...node, client: two },
  ],
};
const session = { CACHE_BENCH_SESSION: 'ab12' };

test.each<[string, ClientView, Record<string, string>]>([
  ['single', { kind: 'single', endpoint: one, access }, { REDIS_URL: 'redis://127.0.1.1:7001' }],
  [
    'managed',
    { kind: 'single', endpoint: one, access, service: { reader: two } },
    { REDIS_URL: 'redis://127.0.1.1:7001', REDIS_READER_URL: 'redis://127.0.2.1:7002' },
  ],
  [
    'sentinel',
    { kind: 'sentinel', primaryName: 'cache', sentinels: [one, two], addressMap: {}, access, sentinelAccess: access },
    {
      REDIS_URL: 'redis://127.0.2.1:7002',
      REDIS_SENTINELS: '127.0.1.1:7001,127.0.2.1:7002',
      REDIS_SENTINEL_NAME: 'cache',
    },
  ],
  [
    'cluster',
    { kind: 'cluster', seeds: [one, two], addressMap: {}, access, readFrom: 'primary' },
    { REDIS_URL: 'redis://127.0.1.1:7001', REDIS_CLUSTER_NODES: '127.0.1.1:7001,127.0.2.1:7002' },
  ],
  [
    'pool',
    {
      kind: 'pool',
      servers: [
        { endpoint: one, shard: 0 },
        { endpoint: two, shard: 1 },
      ],
      hashing: 'ketama',
      ejectsLost: false,
      access,
    },
    { MEMCACHED_SERVERS: '127.0.1.1:7001,127.0.2.1:7002' },
  ],
])('an application finds the servers of a %s', (_, view, expected) => {
  expect(clientEnvironment(view, site)).toEqual({ ...expected, ...session });
});

test('an application finds the password and the authority, also in the URL', () => {
  const closed = { ...site, access: { username: null, password: 'p@ss/word', caFile: '/tmp/ca.crt' } };
  const environment = clientEnvironment({ kind: 'single', endpoint: one, access }, closed);
  expect(environment).toEqual({
    REDIS_URL: 'rediss://:p%40ss%2Fword@127.0.1.1:7001',
    REDIS_PASSWORD: 'p@ss/word',
    REDIS_CA_FILE: '/tmp/ca.crt',
    NODE_EXTRA_CA_CERTS: '/tmp/ca.crt',
    ...session,
  });
  expect(new URL(environment.REDIS_URL ?? '')).toMatchObject({ hostname: '127.0.1.1', port: '7001' });
});

test('a memcached application finds its user', () => {
  const closed = { ...site, access: { username: 'me', password: 'word', caFile: null } };
  const view = { kind: 'pool', servers: [], hashing: 'ketama', ejectsLost: false, access } as const;
  expect(clientEnvironment(view, closed)).toMatchObject({ MEMCACHED_USERNAME: 'me', MEMCACHED_PASSWORD: 'word' });
});

test.each(['plain', 'it\'s; $(touch /tmp/never) `x` \\ "here" *', ''])(
  'a shell that evaluates the lines has the value %j',
  (value) => {
    const script = `${shellExports({ REDIS_URL: value })}printenv REDIS_URL`;
    expect(execFileSync('sh', ['-c', 'eval "$1"', 'sh', script], { encoding: 'utf8' })).toBe(`${value}\n`);
  },
);
