import { expect, it } from 'vitest';
import { MisbehavingServer } from '../../../fakes/misbehaving-server.js';
import { DriverUnderTest } from '../open-driver.js';

// In contrast to ioredis, which sends such a write again.
it.each(['application', 'production'] as const)(
  'sends a write whose connection broke only once, and keeps the next one until it is connected: %s',
  async (clientPolicy) => {
    await using server = await MisbehavingServer.listen();
    // An application asks for RESP3, which a server before Redis 6 does not know.
    server.next('HELLO', { raw: '%0\r\n' }, { raw: '%0\r\n' });
    await using driver = await DriverUnderTest.open('node-redis', server, { clientPolicy });
    server.next('SET', 'reset');
    expect(await driver.run('set', { sequence: 1 })).toMatchObject({
      outcome: 'indeterminate',
      errorClass: 'connectionLost',
    });
    expect(await driver.run('set', { sequence: 2 })).toEqual({ outcome: 'ok', errorClass: '', observed: 1 });
    expect(server.arrived('SET').map(({ connection }) => connection)).toEqual([0, 1]);
    expect(driver.timesSettled).toEqual([1, 1]);
  },
);
