import { symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../src/model/node.js';
import { readySchema } from '../../src/session/client/client-settings.js';
import { healSchema, struckSchema } from '../../src/session/control-protocol.js';
import { pathWithRedisCli } from './drill/engine-tools.js';
import type { Program } from './drill/program.js';
import { errorsIn, openTerminals, patient, statusOf, type Terminals, typeHere } from './drill/session.js';
import { runToEnd } from './run-to-end.js';

const closed = ['--set', 'topology.tls=true', '--set', 'topology.password=true'];

/** What `up` prints of a cluster of Redis: its snippet for ioredis and each command work as printed. */
async function expectToBeReached({ stdout, folder }: Program): Promise<void> {
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
    const script = isWhole ? command : `${command} PING`;
    const answer = await runToEnd('sh', ['-c', script], { cwd: folder, path: tools.path });
    expect(answer.stdout).toMatch(isWhole ? /^127\.0\.\d\.\d\n\d+\n$/ : /^PONG\n$/);
  }
}

/** Every server answers at its reported address. */
async function expectToAnswer(terminals: Terminals, request: string, answer: RegExp): Promise<void> {
  const [status] = await statusOf(terminals);
  expect(status?.nodes.length).toBeGreaterThan(1);
  expect(status?.nodes.map(({ state }) => state)).toEqual(status?.nodes.map(() => 'up'));
  for (const { client, role } of status?.nodes ?? [])
    if (role !== 'sentinel') expect(await ask(client, request)).toMatch(answer);
}

describe('up prints how to connect to the cluster', () => {
  test.each([
    ['sentinel without relays', [...patient, '--no-relays', ...closed]],
    ['cluster', ['--topology', 'cluster', ...closed]],
  ] as const)('%s, with TLS and a password', async (_, given) => {
    await using terminals = await openTerminals();
    await expectToBeReached(await terminals.up(...given));
  });

  test('--json: one line for the cluster, one per event, one for the end', async () => {
    await using terminals = await openTerminals();
    const up = await terminals.up(...patient, '--json');
    const ready = readySchema.parse(JSON.parse(up.stdout.split('\n')[0] ?? ''));
    expect(ready.cluster.nodes.map(({ id }) => id)).toEqual(['n1', 'n2', 'n3', 's1', 's2', 's3']);
    expect(ready.client.ioredis?.options).toMatchObject({ name: 'cache' });
    await terminals.type('fault', 'kill-process', '--target', 'n3');
    await terminals.type('down');
    const { exitCode, stdout } = await up.end();
    const lines = stdout.trimEnd().split('\n');
    const printed = lines.map(
      (line) => JSON.parse(line) as { type: string; event?: { type: string }; reason?: string },
    );
    expect(printed.map(({ event }) => event?.type)).toContain('fault-injected');
    expect(printed.at(-1)).toEqual({ type: 'ended', reason: 'down' });
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
    '%s is reached as up says, struck with what it can have, shows it, and is brought back',
    async (topology, given, fault, cannot) => {
      await using terminals = await openTerminals();
      const up = await terminals.up(...given);
      if (topology === 'memcached') await expectToAnswer(terminals, 'version\r\n', /^VERSION \d/);
      else await expectToBeReached(up);
      const refused = await typeHere(terminals, 'fault', ...cannot.split(' '));
      expect(errorsIn(refused.stderr)).toHaveLength(1);
      expect(refused.exitCode).toBe(2);
      const struck = struckSchema
        .loose()
        .parse(JSON.parse((await typeHere(terminals, 'fault', fault, '--json')).stdout));
      expect(struck.proof).not.toBeNull();
      expect(struck.targets.length).toBeGreaterThan(0);
      const [broken] = await statusOf(terminals);
      expect(broken).toMatchObject({
        topology,
        faults: [{ name: fault, targets: struck.targets, proof: struck.proof }],
      });
      expect(broken?.nodes.filter(({ state }) => state === 'down').map(({ id }) => id)).toEqual(
        [...struck.targets].sort(),
      );
      const healed = await typeHere(terminals, 'heal', '--recover', 'restart', '--json');
      const result = healSchema.loose().parse(JSON.parse(healed.stdout));
      expect(result).toMatchObject({ healed: [{ name: fault }], down: [] });
      expect([...result.started].sort()).toEqual([...struck.targets].sort());
      const [whole] = await statusOf(terminals);
      expect(whole?.faults).toEqual([]);
      expect(whole?.nodes.filter(({ state }) => state === 'down')).toEqual([]);
      expect(up.stderr).toContain(`${fault} strikes ${struck.targets.join(', ')}`);
    },
  );

  test('a sentinel primary is lost with its host and replaced, and status describes it', async () => {
    await using terminals = await openTerminals();
    const up = await terminals.up('smoke');
    const order = ['fault', 'host-loss', '--target', 'primary', '--recover', 'replace', '--after', '3s'];
    const struck = await typeHere(terminals, ...order);
    expect(struck).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^host-loss struck n1: /) });
    const broken = await typeHere(terminals, 'status');
    expect(broken.stdout).toMatch(/^smoke, cluster [\da-f]{8}-[\da-f]{4}: sentinel, redis \d/);
    expect(broken.stdout).toMatch(/^ {2}host-loss on n1, .* ago: /m);
    await up.saw(/n4 started in az-1 as replica/);
    const [whole] = await statusOf(terminals);
    expect(whole?.nodes.map(({ id, state }) => `${id} ${state}`)).toContain('n1 replaced');
    expect(await terminals.type('heal')).toMatchObject({ exitCode: 0, stdout: 'No faults to heal.\n' });
  });

  test('a zone can be a target, and a hung node replies again after heal', async () => {
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
    await expectToAnswer(terminals, 'PING\r\n', /^\+PONG\r\n$/);
  });
});

/** The lines under a heading in the output of `up`, without indentation. */
function sectionOf(text: string, heading: string): readonly string[] {
  const lines = text.split('\n');
  const from = lines.indexOf(heading) + 1;
  expect(from).toBeGreaterThan(0);
  return lines.slice(from, lines.indexOf('', from)).map((line) => line.replace(/^ {2}/, ''));
}

/** The first bytes of the reply to one request. */
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
