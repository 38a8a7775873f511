import { describe, expect, test } from 'vitest';
import { leftBehind, processesInside } from './drill/left-behind.js';
import { alone, endpointsOf, errorsIn, openTerminals, patient, statusOf, typeHere } from './drill/session.js';

describe('up ends', () => {
  test.each([
    ['SIGINT', patient],
    ['SIGTERM', alone],
    ['SIGHUP', alone],
  ] as const)('on %s with exit code 0, and leaves nothing behind', async (name, given) => {
    await using terminals = await openTerminals();
    const up = await terminals.up(...given);
    const endpoints = await endpointsOf(terminals);
    await terminals.type('fault', 'pause-process', '--target', 'n1');
    process.kill(up.pid, name);
    const { exitCode, stderr } = await up.end();
    expect(stderr).toContain('The cluster has stopped.');
    expect(errorsIn(stderr)).toEqual([]);
    expect(exitCode).toBe(0);
    expect(await leftBehind(terminals.temporaryFolder, endpoints)).toEqual([]);
  });

  test('on SIGKILL, and leaves nothing behind; nothing reports the cluster as running', async () => {
    await using terminals = await openTerminals();
    const up = await terminals.up(...patient);
    const endpoints = await endpointsOf(terminals);
    process.kill(up.pid, 'SIGKILL');
    expect(await up.end()).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    expect(await terminals.type('status')).toMatchObject({ exitCode: 0, stdout: 'No cluster is up.\n' });
    expect(await leftBehind(terminals.temporaryFolder, endpoints)).toEqual([]);
  });

  test('when its time is over', async () => {
    await using terminals = await openTerminals();
    const up = await terminals.up(...alone, '--for', '1s');
    const { exitCode, stderr } = await up.end();
    expect(stderr).toContain('The cluster has stopped: its time was up.');
    expect(exitCode).toBe(0);
    expect(await leftBehind(terminals.temporaryFolder)).toEqual([]);
  });
});

describe('up --detach', () => {
  test('returns once the cluster is up, and down ends all of it', async () => {
    await using terminals = await openTerminals();
    const up = await terminals.up(...patient, '--detach', '--for', '5m');
    expect((await up.end()).exitCode).toBe(0);
    expect(up.stdout).toContain('It runs in the background; stop it with: cache-bench down');
    const endpoints = await endpointsOf(terminals);
    expect((await processesInside(terminals.temporaryFolder)).length).toBeGreaterThanOrEqual(6);
    const down = await terminals.type('down');
    expect(down).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Stopped: [\da-f]{8}-[\da-f]{4}\n$/) });
    expect(await leftBehind(terminals.temporaryFolder, endpoints)).toEqual([]);
  });

  test('reports why the cluster did not come up, with the exit code, and leaves nothing behind', async () => {
    await using terminals = await openTerminals();
    const { exitCode, stderr } = await terminals.type(
      'up',
      'smoke',
      '--detach',
      '--set',
      'topology.config.maxmemory=much',
    );
    expect(errorsIn(stderr)).toHaveLength(1);
    expect(exitCode).toBe(5);
    expect(await leftBehind(terminals.temporaryFolder)).toEqual([]);
  });
});

describe('one error, and exit code 2', () => {
  test('when no cluster is up', async () => {
    await using terminals = await openTerminals();
    const end = {
      exitCode: 2,
      stdout: '',
      stderr: 'Error: No cluster is up. Start one in another terminal: cache-bench up\n',
    };
    expect(await terminals.type('fault', 'kill-process')).toMatchObject(end);
    for (const given of [['heal'], ['down'], ['status', '--cluster', 'abc']])
      expect(await typeHere(terminals, ...given), given.join(' ')).toEqual(end);
  });

  test('when an argument is wrong; the cluster is not touched', async () => {
    await using terminals = await openTerminals();
    await terminals.up(...patient, '--no-relays');
    const wrong: readonly (readonly [given: readonly string[], says: RegExp])[] = [
      [['fault', 'kil-process'], /There is no fault "kil-process"\. Did you mean "kill-process"\?/],
      [['fault', 'kill-process', '--target', 'n9'], /there is no such node; nodes: n1, n2, n3, s1, s2, s3/],
      [['fault', 'kill-process', '--target', 'az-9'], /there is no such zone; zones: az-1, az-2, az-3/],
      [['fault', 'kill-process', '--target', 'primry'], /--target: expected one of primary, .*, found "primry"/],
      [['fault', 'kill-process', '--set', 'signl=SIGTERM'], /did you mean "signal"\?/],
      [['fault', 'kill-process', '--set', 'SIGTERM'], /--set: expected option=value/],
      [['fault', 'kill-process', '--recover', 'repair'], /--recover: expected one of/],
      [['fault', 'kill-process', '--after', 'soon'], /--after: expected a duration/],
      [['fault', 'host-loss'], /needs relays .* without --no-relays/],
      [['fault'], /name/],
      [['heal', '--recover', 'repair'], /--recover: expected one of .*, found "repair"/],
      [['down', '--cluster', 'zz'], /No running cluster has an id that starts with "zz"/],
      [['up', '--for', 'ages'], /--for: expected a duration/],
      [['up', '--topology', 'external'], /external/],
      [['up', 'no-such-scenario'], /no-such-scenario/],
    ];
    for (const [given, says] of wrong) {
      const { exitCode, stderr } = await typeHere(terminals, ...given);
      expect(stderr, given.join(' ')).toMatch(says);
      expect(errorsIn(stderr), given.join(' ')).toHaveLength(1);
      expect(exitCode, given.join(' ')).toBe(2);
    }
    const [status] = await statusOf(terminals);
    expect(status?.faults).toEqual([]);
    expect(status?.nodes.map(({ state }) => state)).toEqual(new Array(6).fill('up'));
  });

  test('when two clusters are up and none is selected', async () => {
    await using terminals = await openTerminals();
    await Promise.all([terminals.up(...alone), terminals.up(...alone)]);
    const ids = (await statusOf(terminals)).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    const [first = ''] = ids;
    for (const command of [['fault', 'kill-process'], ['heal'], ['down']]) {
      const { exitCode, stderr } = await typeHere(terminals, ...command);
      expect(stderr).toBe(`Error: 2 clusters are up: ${ids.join(', ')}. Choose one with --cluster ID.\n`);
      expect(exitCode).toBe(2);
    }
    expect((await terminals.type('down', '--cluster', first)).stdout).toBe(`Stopped: ${first}\n`);
    expect((await statusOf(terminals)).map(({ id }) => id)).toEqual(ids.slice(1));
    expect((await terminals.type('down', '--all')).exitCode).toBe(0);
    expect(await leftBehind(terminals.temporaryFolder)).toEqual([]);
  });
});
