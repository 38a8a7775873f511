import { expect, it } from 'vitest';
import { MisbehavingServer } from '../../../fakes/misbehaving-server.js';
import { DriverUnderTest } from '../open-driver.js';

it('sends a write whose connection broke only once, and the next one over a new connection: production', async () => {
  await using server = await MisbehavingServer.listen();
  await using driver = await DriverUnderTest.open('valkey-glide', server, { clientPolicy: 'production' });
  server.next('SET', 'reset');
  expect(await driver.run('set', { sequence: 1 })).toMatchObject({
    outcome: 'indeterminate',
    errorClass: 'connectionLost',
  });
  expect(await driver.run('set', { sequence: 2 })).toEqual({ outcome: 'ok', errorClass: '', observed: 1 });
  expect(server.arrived('SET').map(({ connection }) => connection)).toEqual([0, 1]);
});

it('ends a command in silence after its own time limit, and keeps the connection: application', async () => {
  await using server = await MisbehavingServer.listen();
  server.always('HELLO', { raw: '%1\r\n$5\r\nproto\r\n:3\r\n' });
  await using driver = await DriverUnderTest.open('valkey-glide', server, { clientPolicy: 'application' });
  server.next('SET', 'hang');
  expect(await driver.run('set')).toMatchObject({ outcome: 'indeterminate', errorClass: 'timeout' });
  expect(server.connections).toBe(1);
  expect(driver.changes).toHaveLength(1);
});

it('reads garbage as a lost connection', async () => {
  await using server = await MisbehavingServer.listen();
  await using driver = await DriverUnderTest.open('valkey-glide', server);
  server.next('SET', 'garbage');
  expect(await driver.run('set')).toMatchObject({ outcome: 'indeterminate', errorClass: 'connectionLost' });
  await driver.reconnected();
  expect(server.arrived('SET')).toHaveLength(1);
});
