import { expect, it, vi } from 'vitest';
import { openAccess } from '../../../../src/model/access.js';
import { AnnouncingSentinel } from '../../../fakes/announcing-sentinel.js';
import { MisbehavingServer } from '../../../fakes/misbehaving-server.js';
import { DriverUnderTest, patience } from '../open-driver.js';

// ioredis ends a client whose failover detector hears of a failover while the client is waiting for a sentinel's answer.
it('with production, opens a client again that ended because of a failover', async () => {
  await using server = await MisbehavingServer.listen();
  await using sentinel = await AnnouncingSentinel.listen(server.port);
  const view = {
    kind: 'sentinel',
    primaryName: 'primary',
    sentinels: [sentinel.endpoint],
    addressMap: {},
    access: openAccess,
    sentinelAccess: openAccess,
  } as const;
  await using driver = await DriverUnderTest.open('ioredis', server, { view, clientPolicy: 'production' });
  await vi.waitUntil(() => sentinel.subscribers.size === 1, patience);
  sentinel.hold();
  server.next('SET', 'reset');
  driver.send('set');
  await vi.waitUntil(() => sentinel.waiting.length === 1, patience);
  sentinel.announce();
  await vi.waitUntil(() => sentinel.subscribers.size === 0, patience);
  sentinel.release();
  expect(await driver.settled()).toMatchObject({ outcome: 'indeterminate', errorClass: 'connectionLost' });
  await vi.waitUntil(() => server.open === 1, patience);
  await vi.waitUntil(() => driver.changes.length === 2, patience);
  expect(await driver.run('get')).toMatchObject({ outcome: 'ok', observed: 1 });
});
