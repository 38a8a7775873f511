import { symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../src/model/node.js';
import { readySchema } from '../../src/session/client-settings.js';
import { healSchema, statusSchema, struckSchema } from '../../src/session/control-protocol.js';
import { pathWithRedisCli } from './drill/engine-tools.js';
import { leftBehind, processesInside } from './drill/left-behind.js';
import { openTerminals, type Terminals } from './drill/session.js';
import { runToEnd } from './run-to-end.js';

/** Long enough that a busy machine elects nobody by itself. */
const patient = ['smoke', '--set', 'topology.sentinel.downAfter=30s'];

const closed = ['--set', 'topology.tls=true', '--set', 'topology.password=true'];

describe('up prints how to reach the cluster', () => {
  test.each([
    ['sentinel', patient],
    ['sentinel without relays, with TLS and a password', [...patient, '--no-relays', ...closed]],
    ['standalone', ['--topology', 'standalone', '--replicas', '0']],
    ['replicated', ['--topology', 'replicated']],
    ['cluster', ['--topology', 'cluster']],
    ['cluster with TLS and a password', ['--topology', 'cluster', ...closed]],
  ] as const)('%s: the snippet for ioredis and each command work as they stand', async (_, given) => {
    await using terminals = await openTerminals();
    const { stdout, folder } = await terminals.up(...given);
    const snippet = sectionOf(stdout, 'IOREDIS');
    await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    const use = "await redis.set('mine', 'here');\nconsole.log(await redis.get('mine'));\nredis.disconnect();\n";
    await writeFile(join(folder, 'application.mjs'), `${snippet.join('\n')}\n${use}`);
    expect(await runToEnd(process.execPath, ['application.mjs'], { cwd: folder })).toEqual({
      stdout: 'here\n',
      stderr: '',
    });
    await using tools = await pathWithRedisCli();
    const commands = sectionOf(stdout, 'BY HAND');
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const isWhole = command.includes('SENTINEL');
      const answer = await runToEnd('sh', ['-c', isWhole ? command : `${command} PING`], {
        cwd: folder,
        path: tools.path,
      });
      expect(answer.stdout).toMatch(isWhole ? /^127\.0\.\d\.\d\n\d+\n$/ : /^PONG\n$/);
    }
  });

  test('memcached: every server answers where it is said to be', async () => {
    await using terminals = await openTerminals();
    await terminals.up('--topology', 'memcached');
    const [status] = await statusOf(terminals);
    expect(status?.topology).toBe('memcached');
    expect(status?.nodes.length).toBeGreaterThan(1);
    expect(status?.nodes.map(({ state }) => state)).toEqual(status?.nodes.map(() => 'up'));
    for (const { client } of status?.nodes ?? []) expect(await ask(client, 'version\r\n')).toMatch(/^VERSION \d/);
  });

  test('--json: a line for the cluster, one for each event, one for the end', async () => {
    await using terminals = await openTerminals();
    const up = await terminals.up(...patient, '--json');
    const ready = readySchema.parse(JSON.parse(up.stdout.split('\n')[0] ?? ''));
    expect(ready.cluster.nodes.map(({ id }) => id)).toEqual(['n1', 'n2', 'n3', 's1', 's2', 's3']);
    expect(ready.client.ioredis?.options).toMatchObject({ name: 'cache' });
    await terminals.type('fault', 'kill-process', '--target', 'n3');
    await terminals.type('down');
    const { exitCode, stdout } = await up.end();
    const lines = stdout.trimEnd().split('\n');
    const told = lines.map((line) => JSON.parse(line) as { type: string; event?: { type: string }; reason?: string });
    expect(told.map(({ event }) => event?.type)).toContain('fault-injected');
    expect(told.at(-1)).toEqual({ type: 'ended', reason: 'down' });
    expect(exitCode).toBe(0);
  });
});

describe('from another terminal', () => {
  test.each([
    ['standalone', ['--topology', 'standalone', '--replicas', '0'], 'kill-process', 'lose-sentinels'],
    ['replicated', ['--topology', 'replicated'], 'host-loss', 'lose-sentinels'],
    ['sentinel', patient, 'lose-sentinels', 'exec --set command=true'],
    ['cluster', ['--topology', 'cluster'], 'lose-replica', 'lose-sentinels'],
    ['memcached', ['--topology', 'memcached'], 'kill-process', 'planned-failover'],
  ] as const)(
    '%s is struck with what it can have, shows it, and is brought back',
    async (topology, given, fault, cannot) => {
      await using terminals = await openTerminals();
      const up = await terminals.up(...given);
      const refused = await terminals.type('fault', ...cannot.split(' '));
      expect(errorsIn(refused.stderr)).toHaveLength(1);
      expect(refused.exitCode).toBe(2);
      const struck = struckSchema.loose().parse(JSON.parse((await terminals.type('fault', fault, '--json')).stdout));
      expect(struck.proof).not.toBeNull();
      expect(struck.targets.length).toBeGreaterThan(0);
      const [hurt] = await statusOf(terminals);
      expect(hurt).toMatchObject({ topology, faults: [{ name: fault, targets: struck.targets, proof: struck.proof }] });
      expect(hurt?.nodes.filter(({ state }) => state === 'down').map(({ id }) => id)).toEqual(
        [...struck.targets].sort(),
      );
      const healed = await terminals.type('heal', '--recover', 'restart', '--json');
      const told = healSchema.loose().parse(JSON.parse(healed.stdout));
      expect(told).toMatchObject({ healed: [{ name: fault }], down: [] });
      expect([...told.started].sort()).toEqual([...struck.targets].sort());
      const [whole] = await statusOf(terminals);
      expect(whole?.faults).toEqual([]);
      expect(whole?.nodes.filter(({ state }) => state === 'down')).toEqual([]);
      expect(up.stderr).toContain(`${fault} strikes ${struck.targets.join(', ')}`);
    },
  );

  test('a primary of sentinels is lost with its host and replaced by itself, and status tells it in words', async () => {
    await using terminals = await openTerminals();
    const up = await terminals.up('smoke');
    const order = ['fault', 'host-loss', '--target', 'primary', '--recover', 'replace', '--after', '1s'];
    const struck = await terminals.type(...order);
    expect(struck).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^host-loss struck n1: /) });
    const hurt = await terminals.type('status');
    expect(hurt.stdout).toMatch(/^smoke, cluster [\da-f]{8}-[\da-f]{4}: sentinel, redis \d/);
    expect(hurt.stdout).toMatch(/^ {2}host-loss on n1, .* ago: /m);
    await up.saw(/n4 started in az-1 as replica/);
    const [whole] = await statusOf(terminals);
    expect(whole?.nodes.map(({ id, state }) => `${id} ${state}`)).toContain('n1 replaced');
    expect(await terminals.type('heal')).toMatchObject({ exitCode: 0, stdout: 'No faults to heal.\n' });
  });

  test('a zone is a target, and a hung node answers again after heal', async () => {
    await using terminals = await openTerminals();
    await terminals.up(...patient);
    const paused = await terminals.type('fault', 'pause-process', '--target', 'az-2');
    expect(paused).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^pause-process struck (n2, s2|s2, n2): /),
    });
    const healed = await terminals.type('heal');
    expect(healed.stdout).toMatch(/^pause-process on .* is over\n$/);
    expect(healed.exitCode).toBe(0);
    const [whole] = await statusOf(terminals);
    for (const { client, role } of whole?.nodes ?? [])
      if (role !== 'sentinel') expect(await ask(client, 'PING\r\n')).toBe('+PONG\r\n');
  });
});

describe('up ends', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s with 0, and leaves nothing', async (name) => {
    await using terminals = await openTerminals();
    const up = await terminals.up(...patient);
    const endpoints = await endpointsOf(terminals);
    await terminals.type('fault', 'pause-process', '--target', 'n1');
    process.kill(up.pid, name);
    const { exitCode, stderr } = await up.end();
    expect(stderr).toContain('The cluster has ended.');
    expect(errorsIn(stderr)).toEqual([]);
    expect(exitCode).toBe(0);
    expect(await leftBehind(terminals.temporaryFolder, endpoints)).toEqual([]);
  });

  test('by SIGKILL, and leaves nothing; nobody takes it for a cluster that is up', async () => {
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
    const up = await terminals.up(...patient, '--for', '1s');
    const { exitCode, stderr } = await up.end();
    expect(stderr).toContain('The cluster has ended: its time was over.');
    expect(exitCode).toBe(0);
    expect(await leftBehind(terminals.temporaryFolder)).toEqual([]);
  });
});

describe('up --detach', () => {
  test('returns when the cluster stands, and down ends it with all that it was', async () => {
    await using terminals = await openTerminals();
    const up = await terminals.up(...patient, '--detach', '--for', '5m');
    expect((await up.end()).exitCode).toBe(0);
    expect(up.stdout).toContain('It stands in the background; end it with: cache-bench down');
    const endpoints = await endpointsOf(terminals);
    expect((await processesInside(terminals.temporaryFolder)).length).toBeGreaterThanOrEqual(6);
    const down = await terminals.type('down');
    expect(down).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Stopped: [\da-f]{8}-[\da-f]{4}\n$/) });
    expect(await leftBehind(terminals.temporaryFolder, endpoints)).toEqual([]);
  });

  test('tells why the cluster did not come up, with its exit code, and leaves nothing', async () => {
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
  test.each([['fault', 'kill-process'], ['heal'], ['down'], ['status', '--cluster', 'abc']])(
    'when no cluster is up: %s %s',
    async (...given) => {
      await using terminals = await openTerminals();
      const { exitCode, stdout, stderr } = await terminals.type(...given.filter((word) => word !== undefined));
      expect(stderr).toBe('Error: No cluster is up. Start one in another terminal: cache-bench up\n');
      expect(stdout).toBe('');
      expect(exitCode).toBe(2);
    },
  );

  test('when a word is wrong; the cluster stays as it is', async () => {
    await using terminals = await openTerminals();
    await terminals.up(...patient, '--no-relays');
    const wrong: readonly (readonly [given: readonly string[], says: RegExp])[] = [
      [['fault', 'kil-process'], /There is no fault "kil-process"\. Did you mean "kill-process"\?/],
      [['fault', 'kill-process', '--target', 'n9'], /there is no such node; there are n1, n2, n3, s1, s2, s3/],
      [['fault', 'kill-process', '--target', 'az-9'], /there is no such zone; there are az-1, az-2, az-3/],
      [['fault', 'kill-process', '--target', 'primry'], /--target: expected one of primary, .*, found "primry"/],
      [['fault', 'kill-process', '--set', 'signl=SIGTERM'], /did you mean "signal"\?/],
      [['fault', 'kill-process', '--set', 'SIGTERM'], /--set: expected option=value/],
      [['fault', 'kill-process', '--recover', 'repair'], /--recover: expected one of/],
      [['fault', 'kill-process', '--after', 'soon'], /--after: expected a duration/],
      [['fault', 'host-loss'], /needs relays .* without --no-relays/],
      [['fault'], /name/],
      [['heal', '--recover', 'repair'], /--recover: expected one of .*, found "repair"/],
      [['down', '--cluster', 'zz'], /No cluster that is up has an id that starts with "zz"/],
      [['up', '--for', 'ages'], /--for: expected a duration/],
      [['up', '--topology', 'external'], /external/],
      [['up', 'no-such-scenario'], /no-such-scenario/],
    ];
    for (const [given, says] of wrong) {
      const { exitCode, stderr } = await terminals.type(...given);
      expect(stderr, given.join(' ')).toMatch(says);
      expect(errorsIn(stderr), given.join(' ')).toHaveLength(1);
      expect(exitCode, given.join(' ')).toBe(2);
    }
    const [status] = await statusOf(terminals);
    expect(status?.faults).toEqual([]);
    expect(status?.nodes.map(({ state }) => state)).toEqual(new Array(6).fill('up'));
  });

  test('when two clusters are up and it is not said which is meant', async () => {
    await using terminals = await openTerminals();
    const given = ['--topology', 'standalone', '--replicas', '0', '--no-relays'];
    await Promise.all([terminals.up(...given), terminals.up(...given)]);
    const ids = (await statusOf(terminals)).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    const [first = ''] = ids;
    for (const command of [['fault', 'kill-process'], ['heal'], ['down']]) {
      const { exitCode, stderr } = await terminals.type(...command);
      expect(stderr).toBe(`Error: 2 clusters are up: ${ids.join(', ')}. Choose one with --cluster ID.\n`);
      expect(exitCode).toBe(2);
    }
    expect((await terminals.type('down', '--cluster', first)).stdout).toBe(`Stopped: ${first}\n`);
    expect((await statusOf(terminals)).map(({ id }) => id)).toEqual(ids.slice(1));
    expect((await terminals.type('down', '--all')).exitCode).toBe(0);
    expect(await leftBehind(terminals.temporaryFolder)).toEqual([]);
  });
});

async function statusOf(terminals: Terminals) {
  const { exitCode, stdout, stderr } = await terminals.type('status', '--json');
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return (JSON.parse(stdout) as { clusters: unknown[] }).clusters.map((cluster) => statusSchema.parse(cluster));
}

async function endpointsOf(terminals: Terminals): Promise<readonly Endpoint[]> {
  const endpoints = (await statusOf(terminals)).flatMap(({ nodes }) =>
    nodes.flatMap((node) => [node.client, node.server]),
  );
  expect(endpoints.length).toBeGreaterThan(0);
  return endpoints;
}

/** The lines under a heading of what `up` prints, without their indent. */
function sectionOf(text: string, heading: string): readonly string[] {
  const lines = text.split('\n');
  const from = lines.indexOf(heading) + 1;
  expect(from).toBeGreaterThan(0);
  return lines.slice(from, lines.indexOf('', from)).map((line) => line.replace(/^ {2}/, ''));
}

function errorsIn(stderr: string): readonly string[] {
  return stderr.split('\n').filter((line) => line.startsWith('Error:'));
}

/** The first bytes of the answer to one request. */
function ask({ host, port }: Endpoint, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => socket.write(request));
    socket.once('data', (bytes) => {
      socket.destroy();
      resolve(bytes.toString());
    });
    socket.once('error', reject);
  });
}
