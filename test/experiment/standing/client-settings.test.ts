import { expect, test } from 'vitest';
import { clientSettings } from '../../../src/experiment/standing/client-settings.js';
import { openAccess } from '../../../src/model/access.js';

const [one, two] = [
  { host: '127.0.1.1', port: 7001 },
  { host: '127.0.2.1', port: 7002 },
];
const access = openAccess;
const open = { username: null, password: null, caFile: null };

test('one server is told by its place', () => {
  expect(clientSettings({ kind: 'single', endpoint: one, access }, open)).toEqual({
    ioredis: { members: null, options: one },
    commands: ['redis-cli -h 127.0.1.1 -p 7001'],
  });
});

test('sentinels are asked, and only addresses that differ are mapped', () => {
  const addressMap = { '127.0.1.1:7001': one, '127.0.2.1:9999': two };
  const view = { kind: 'sentinel', primaryName: 'cache', sentinels: [two], addressMap, access, sentinelAccess: access };
  expect(clientSettings(view as never, open)).toEqual({
    ioredis: { members: null, options: { name: 'cache', sentinels: [two], natMap: { '127.0.2.1:9999': two } } },
    commands: ['redis-cli -h 127.0.2.1 -p 7002 SENTINEL GET-MASTER-ADDR-BY-NAME cache'],
  });
});

test('members of a cluster are all named, and one is talked to by hand', () => {
  const view = { kind: 'cluster', seeds: [one, two], addressMap: {}, access, readFrom: 'primary' } as const;
  expect(clientSettings(view, open)).toEqual({
    ioredis: { members: [one, two], options: {} },
    commands: ['redis-cli -h 127.0.1.1 -p 7001 -c'],
  });
});

test('a pool does not speak to ioredis', () => {
  const servers = [one, two].map((endpoint, shard) => ({ endpoint, shard }));
  const settings = clientSettings({ kind: 'pool', servers, hashing: 'ketama', ejectsLost: false, access }, open);
  expect(settings.ioredis).toBeNull();
  expect(settings.commands).toHaveLength(2);
});
