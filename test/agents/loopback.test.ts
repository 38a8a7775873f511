import { expect, test } from 'vitest';
import { loopbackAddresses } from '../../src/agents/loopback.js';
import { openAccess } from '../../src/model/access.js';
import type { ClientView } from '../../src/model/client-view.js';

const single = (host: string): ClientView => ({ kind: 'single', endpoint: { host, port: 6379 }, access: openAccess });

test.each(['127.0.0.1', '127.3.0.1', 'localhost', '::1', '/run/redis.sock'])(
  '%s leads nowhere from elsewhere',
  (host) => {
    expect(loopbackAddresses(single(host))).toEqual([host.startsWith('/') ? host : `${host}:6379`]);
  },
);

test.each(['10.0.0.1', 'cache.example', '128.0.0.1', 'fd00::1'])('%s may be reached from elsewhere', (host) => {
  expect(loopbackAddresses(single(host))).toEqual([]);
});

test('addresses that clients get from servers are mapped, and count too', () => {
  const view: ClientView = {
    kind: 'cluster',
    seeds: [{ host: '10.0.0.1', port: 7000 }],
    addressMap: { '10.0.0.2:7000': { host: '127.0.0.1', port: 7001 } },
    access: openAccess,
    readFrom: 'primary',
  };
  expect(loopbackAddresses(view)).toEqual(['127.0.0.1:7001']);
});
