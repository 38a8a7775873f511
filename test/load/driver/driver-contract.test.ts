import { describe, expect, it, vi } from 'vitest';
import { foreign, missing, notObserved } from '../../../src/audit/observation.js';
import { type DriverName, drivers, driversFor } from '../../../src/load/driver/registry.js';
import { openAccess } from '../../../src/model/access.js';
import { formatStamp, keyName } from '../../../src/model/write-stamp.js';
import { brokenReplies } from '../../fakes/broken-replies.js';
import { type Behaviour, MisbehavingServer } from '../../fakes/misbehaving-server.js';
import { operationsFor } from '../worker-plan.js';
import { DriverUnderTest, patience, runTag } from './open-driver.js';

const refusals = [
  'READONLY You can not write against a read only replica.',
  'LOADING Redis is loading the dataset in memory',
  'MOVED 3999 127.0.0.1:6381',
  'OOM command not allowed when used memory is above maxmemory.',
  'NOREPLICAS Not enough good replicas to write.',
  'MASTERDOWN Link with MASTER is down.',
  'MISCONF Redis is configured to save RDB snapshots, but is unable to persist on disk.',
];

/** Native code reads the replies: we can neither bound nor check them. */
function parsesOutOfSight(name: DriverName): boolean {
  return name === 'valkey-glide';
}

describe.each(driversFor('resp2'))('the driver %s', (name) => {
  it('with chain, returns which write each write replaced, and which write each read found', async () => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open(name, server);
    expect(await driver.run('get')).toEqual({ outcome: 'ok', errorClass: '', observed: missing });
    expect(await driver.run('set', { sequence: 1 })).toEqual({ outcome: 'ok', errorClass: '', observed: missing });
    expect(await driver.run('set', { sequence: 2 })).toMatchObject({ outcome: 'ok', observed: 1 });
    expect(await driver.run('get')).toMatchObject({ outcome: 'ok', observed: 2 });
    server.put(keyName(runTag, 7), formatStamp({ runTag: 'ffff9999', keyIndex: 7, sequence: 3 }));
    expect(await driver.run('set', { sequence: 4 })).toMatchObject({ outcome: 'ok', observed: foreign });
  });

  it('without chain, returns what reads found, and nothing about writes', async () => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open(name, server, {
      operations: operationsFor({ get: 1, set: 1 }, false),
    });
    expect(await driver.run('set', { sequence: 5 })).toEqual({
      outcome: 'ok',
      errorClass: '',
      observed: notObserved,
    });
    expect(await driver.run('get')).toMatchObject({ outcome: 'ok', observed: 5 });
    expect(server.arrived('SET')[0]?.parameters).toEqual([
      keyName(runTag, 7),
      formatStamp({ runTag, keyIndex: 7, sequence: 5 }),
    ]);
  });

  it('reports the endpoint of each connection that it opens', async () => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open(name, server, { connections: 3 });
    expect(driver.changes).toEqual(Array.from({ length: 3 }, () => `127.0.0.1:${server.port}`));
    expect(server.open).toBe(3);
  });

  it.each(refusals)('fails what the server certainly did not execute: %s', async (error) => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open(name, server);
    server.next('SET', { error });
    expect(await driver.run('set')).toEqual({
      outcome: 'fail',
      errorClass: error.split(' ')[0],
      observed: notObserved,
    });
    expect(server.arrived('SET')).toHaveLength(1);
    // A client that mistakes the reply for a replica's looks for the primary again.
    await driver.ready();
    expect(await driver.run('set', { sequence: 2 })).toMatchObject({ outcome: 'ok', observed: missing });
  });

  it('is indeterminate after an unknown error', async () => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open(name, server);
    server.next('SET', { error: 'NEVERHEARD of it' });
    expect(await driver.run('set')).toMatchObject({ outcome: 'indeterminate', errorClass: 'NEVERHEARD' });
  });

  it.each<{ behaviour: Behaviour; errorClass: string }>([
    { behaviour: 'reset', errorClass: 'connectionLost' },
    { behaviour: 'close-in-mid-reply', errorClass: 'connectionLost' },
    ...(parsesOutOfSight(name) ? [] : (['garbage', ...brokenReplies.values()] as const)).map((behaviour) => ({
      behaviour,
      errorClass: 'protocol',
    })),
  ])('is indeterminate, retries nothing and reconnects after $behaviour', async ({ behaviour, errorClass }) => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open(name, server);
    server.next('SET', 'answer', behaviour);
    await driver.run('set', { sequence: 1 });
    expect(await driver.run('set', { sequence: 2 })).toEqual({
      outcome: 'indeterminate',
      errorClass,
      observed: notObserved,
    });
    await driver.reconnected();
    expect(await driver.run('set', { sequence: 3 })).toMatchObject({ outcome: 'ok', observed: 2 });
    expect(server.arrived('SET').map(({ connection }) => connection)).toEqual([0, 0, 1]);
    expect(driver.timesSettled).toEqual([1, 1, 1]);
  });

  it.each([
    { kind: 'set', chain: true },
    { kind: 'set', chain: false },
    { kind: 'get', chain: true },
  ] as const)('is indeterminate if a $kind is answered with a wrong type, chain: $chain', async ({ kind, chain }) => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open(name, server, {
      operations: operationsFor({ get: 1, set: 1 }, chain),
    });
    server.next(kind.toUpperCase(), 'wrong-type');
    expect(await driver.run(kind)).toEqual({
      outcome: 'indeterminate',
      errorClass: 'unexpectedReply',
      observed: notObserved,
    });
    expect(await driver.run('get')).toMatchObject({ outcome: 'ok' });
  });

  it.each<Behaviour>(['hang', { lateMs: 300 }])(
    'drops the connection at a deadline, opens a new one, and retries nothing: %o',
    async (behaviour) => {
      await using server = await MisbehavingServer.listen();
      await using driver = await DriverUnderTest.open(name, server);
      server.next('SET', behaviour);
      driver.send('set');
      await vi.waitUntil(() => server.arrived('SET').length === 1, patience);
      driver.deadlinePassed();
      expect(driver.changes.at(-1)).toBeNull();
      expect(await driver.settled()).toMatchObject({ outcome: 'indeterminate', observed: notObserved });
      await driver.reconnected();
      // GLIDE leaves a connection to a silent server open.
      const left = name === 'valkey-glide' && behaviour === 'hang' ? 1 : 0;
      await vi.waitUntil(() => server.open === 1 + left, patience);
      expect(await driver.run('get')).toMatchObject({ outcome: 'ok', observed: 1 });
      expect(server.arrived('SET')).toHaveLength(1);
      expect(driver.timesSettled).toEqual([1, 1]);
    },
  );

  it('settles each of many operations in flight when their connection breaks', async () => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open(name, server, { pipeline: 8 });
    server.next('SET', 'answer', 'answer', 'hang', 'hang', 'hang', 'hang', 'hang', 'reset');
    for (let slot = 0; slot < 8; slot += 1) driver.send('set', { slot, key: slot });
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, slot) => driver.settled(slot)));
    // A reset may overtake replies in flight.
    for (const [index, { outcome }] of outcomes.entries())
      expect(index < 2 ? ['ok', 'indeterminate'] : ['indeterminate']).toContain(outcome);
    await driver.reconnected();
    expect(await driver.run('get', { key: 7 })).toMatchObject({ outcome: 'ok', observed: 1 });
    expect(server.arrived('SET')).toHaveLength(8);
    expect(driver.timesSettled).toEqual(Array.from({ length: 9 }, () => 1));
  });

  it('leaves a frozen server, and does not wait for its FIN', async () => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open(name, server);
    server.freeze();
    driver.send('set');
    driver.deadlinePassed();
    expect(await driver.settled()).toMatchObject({ outcome: 'indeterminate', errorClass: 'connectionLost' });
    await driver.reconnected();
    expect(await driver.run('get')).toMatchObject({ outcome: 'ok', observed: missing });
    expect(server.arrived('SET')).toEqual([]);
  });

  it('drops a connection once, however many deadlines pass on it', async () => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open(name, server, { pipeline: 3 });
    server.always('SET', 'hang');
    for (let slot = 0; slot < 3; slot += 1) driver.send('set', { slot, key: slot });
    await vi.waitUntil(() => server.arrived('SET').length === 3, patience);
    for (let slot = 0; slot < 3; slot += 1) driver.deadlinePassed();
    for (let slot = 0; slot < 3; slot += 1)
      expect(await driver.settled(slot)).toMatchObject({ outcome: 'indeterminate', errorClass: 'connectionLost' });
    await driver.reconnected();
    expect(await driver.run('get')).toMatchObject({ outcome: 'ok' });
    expect(server.connections).toBe(2);
    expect(server.arrived('SET')).toHaveLength(3);
    expect(driver.timesSettled).toEqual([1, 1, 1, 1]);
  });

  it('sends each operation on the connection of its slot', async () => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open(name, server, { connections: 2, pipeline: 2 });
    for (let slot = 0; slot < 4; slot += 1) driver.send('set', { slot, key: slot });
    await Promise.all([0, 1, 2, 3].map((slot) => driver.settled(slot)));
    const byKey = Object.fromEntries(
      server.arrived('SET').map(({ parameters, connection }) => [parameters[0], connection]),
    );
    const [first, second, third, fourth] = [0, 1, 2, 3].map((key) => byKey[keyName(runTag, key)]);
    expect(first).toBe(second);
    expect(third).toBe(fourth);
    expect(first).not.toBe(third);
  });

  it.each<{
    name: string;
    /** Whether it is on the primary's disk, and on how many replicas'. */
    onDisk: readonly [number, number];
    wait: Behaviour;
    outcome: string;
    errorClass: string;
  }>([
    { name: 'enough disks', onDisk: [1, 2], wait: 'answer', outcome: 'ok', errorClass: '' },
    { name: 'more than enough', onDisk: [1, 3], wait: 'answer', outcome: 'ok', errorClass: '' },
    { name: 'too few replicas', onDisk: [1, 1], wait: 'answer', outcome: 'indeterminate', errorClass: 'waitShort' },
    { name: 'no disk of its own', onDisk: [0, 2], wait: 'answer', outcome: 'indeterminate', errorClass: 'waitShort' },
    {
      name: 'one number alone',
      onDisk: [1, 2],
      wait: 'wrong-type',
      outcome: 'indeterminate',
      errorClass: 'waitShort',
    },
    {
      name: 'a refusal of WAITAOF',
      onDisk: [1, 2],
      wait: { error: 'ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.' },
      outcome: 'indeterminate',
      errorClass: 'waitRefused',
    },
    {
      name: 'a lost connection',
      onDisk: [1, 2],
      wait: 'reset',
      outcome: 'indeterminate',
      errorClass: 'connectionLost',
    },
  ])('maps $name to $outcome if a write waits for disks', async ({ onDisk, wait, outcome, errorClass }) => {
    await using server = await MisbehavingServer.listen();
    const durability = { kind: 'waitaof', local: 1, replicas: 2 } as const;
    await using driver = await DriverUnderTest.open(name, server, { durability, deadlineMs: 1_000 });
    server.onDisk = onDisk;
    server.next('WAITAOF', wait);
    expect(await driver.run('set')).toMatchObject({ outcome, errorClass });
    expect(server.arrived('SET')).toHaveLength(1);
    expect(server.arrived('WAITAOF').map(({ parameters }) => parameters)).toEqual([['1', '2', '800']]);
    await driver.ready();
    expect(await driver.run('get')).toMatchObject({ outcome: 'ok', observed: 1 });
    expect(server.arrived('WAITAOF')).toHaveLength(1);
    expect(driver.timesSettled).toEqual([1, 1]);
  });

  it.each<{ name: string; replicas: number; wait: Behaviour; outcome: string; errorClass: string }>([
    { name: 'enough replicas', replicas: 2, wait: 'answer', outcome: 'ok', errorClass: '' },
    { name: 'more than enough', replicas: 3, wait: 'answer', outcome: 'ok', errorClass: '' },
    { name: 'too few', replicas: 1, wait: 'answer', outcome: 'indeterminate', errorClass: 'waitShort' },
    {
      name: 'a refusal of WAIT alone',
      replicas: 2,
      wait: { error: "NOPERM this user has no permissions to run the 'wait' command" },
      outcome: 'indeterminate',
      errorClass: 'waitRefused',
    },
    { name: 'a lost connection', replicas: 2, wait: 'reset', outcome: 'indeterminate', errorClass: 'connectionLost' },
  ])('maps $name to $outcome if a write waits for replicas', async ({ replicas, wait, outcome, errorClass }) => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open(name, server, { durability: { kind: 'wait', replicas: 2 } });
    server.replicas = replicas;
    server.next('WAIT', wait);
    expect(await driver.run('set')).toMatchObject({ outcome, errorClass });
    expect(server.arrived('SET')).toHaveLength(1);
    expect(server.arrived('WAIT')[0]?.parameters[0]).toBe('2');
  });

  it('fails a refused write, whatever WAIT returns', async () => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open(name, server, { durability: { kind: 'wait', replicas: 1 } });
    server.next('SET', { error: 'NOREPLICAS Not enough good replicas to write.' });
    expect(await driver.run('set')).toMatchObject({ outcome: 'fail', errorClass: 'NOREPLICAS' });
  });

  it.concurrent('does not open if nothing listens', async () => {
    const server = await MisbehavingServer.listen();
    const { port } = server;
    await server[Symbol.asyncDispose]();
    await expect(DriverUnderTest.open(name, { port })).rejects.toThrow();
  });

  it.concurrent.each(drivers[name].clientPolicies)(
    'does not wait forever for missing sentinels: %s',
    async (clientPolicy) => {
      const server = await MisbehavingServer.listen();
      const { port } = server;
      await server[Symbol.asyncDispose]();
      const sentinels = [{ host: '127.0.0.1', port }];
      const view = {
        kind: 'sentinel',
        primaryName: 'primary',
        sentinels,
        addressMap: {},
        access: openAccess,
        sentinelAccess: openAccess,
      } as const;
      await expect(DriverUnderTest.open(name, { port }, { view, clientPolicy, deadlineMs: 100 })).rejects.toThrow();
    },
  );

  it.concurrent.each(drivers[name].clientPolicies)(
    'does not wait forever for a silent server: %s',
    async (clientPolicy) => {
      await using server = await MisbehavingServer.listen();
      for (const command of ['HELLO', 'INFO', 'CLIENT']) server.always(command, 'hang');
      await expect(DriverUnderTest.open(name, server, { clientPolicy, deadlineMs: 100 })).rejects.toThrow();
      await vi.waitUntil(() => server.open === 0, patience);
    },
  );

  it('leaves no connection open after disposal', async () => {
    await using server = await MisbehavingServer.listen();
    const driver = await DriverUnderTest.open(name, server, { connections: 3 });
    await driver[Symbol.asyncDispose]();
    await vi.waitUntil(() => server.open === 0, patience);
  });
});

describe('the client library with its defaults', () => {
  it.each(['application', 'production'] as const)(
    'retries a write whose connection broke: %s',
    async (clientPolicy) => {
      await using server = await MisbehavingServer.listen();
      await using driver = await DriverUnderTest.open('ioredis', server, { clientPolicy });
      server.next('SET', 'reset');
      // The first copy took effect, and the second finds its value.
      expect(await driver.run('set')).toEqual({ outcome: 'ok', errorClass: '', observed: 1 });
      expect(server.arrived('SET').map(({ connection }) => connection)).toEqual([0, 1]);
      expect(driver.timesSettled).toEqual([1]);
    },
  );

  it('is indeterminate if the second copy of a write is refused, because that proves nothing about the first', async () => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open('ioredis', server, { clientPolicy: 'application' });
    server.next('SET', 'reset', { error: 'READONLY You can not write against a read only replica.' });
    expect(await driver.run('set')).toEqual({
      outcome: 'indeterminate',
      errorClass: 'READONLY',
      observed: notObserved,
    });
    expect(server.arrived('SET')).toHaveLength(2);
    server.next('SET', { error: 'READONLY You can not write against a read only replica.' });
    expect(await driver.run('set', { sequence: 2 })).toMatchObject({ outcome: 'fail', errorClass: 'READONLY' });
  });

  it('reports why it could not connect', async () => {
    const server = await MisbehavingServer.listen();
    const { port } = server;
    await server[Symbol.asyncDispose]();
    await expect(DriverUnderTest.open('ioredis', { port })).rejects.toThrow(`ECONNREFUSED 127.0.0.1:${port}`);
  });

  it('never repeats a password that a server echoes', async () => {
    await using server = await MisbehavingServer.listen();
    server.always('AUTH', { error: "ERR unknown command 'AUTH', with args beginning with: 's3cr3t'" });
    const access = { ...openAccess, password: 's3cr3t' };
    const view = { kind: 'single', endpoint: { host: '127.0.0.1', port: server.port }, access } as const;
    const refused = DriverUnderTest.open('ioredis', server, { view });
    await expect(refused).rejects.toThrow(/unknown command 'AUTH'.*'\*\*\*'/);
    await expect(refused).rejects.not.toThrow(/s3cr3t/);
  });

  it('keeps its connection when a deadline passes', async () => {
    await using server = await MisbehavingServer.listen();
    await using driver = await DriverUnderTest.open('ioredis', server, { clientPolicy: 'application' });
    server.next('GET', { lateMs: 50 });
    driver.send('get');
    driver.deadlinePassed();
    expect(await driver.settled()).toMatchObject({ outcome: 'ok' });
    expect(driver.changes).toHaveLength(1);
    expect(server.connections).toBe(1);
  });
});
