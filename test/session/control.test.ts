import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EnvironmentError, UsageError } from '../../src/errors/errors.js';
import { askDown, askFault, askHeal, askStatus } from '../../src/session/ask-session.js';
import { type ControlRequest, controlVersion } from '../../src/session/control-protocol.js';
import { serveControl } from '../../src/session/serve-control.js';

const healed = { healed: [], started: ['n1'], down: [] };
let folder: string;
let socket: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cb-control-'));
  socket = join(folder, 'control');
});
afterEach(() => rm(folder, { recursive: true }));

test('a request arrives unchanged, and its result is returned', async () => {
  const asked: ControlRequest[] = [];
  await using _server = await serveControl(socket, async (request) => {
    asked.push(request);
    return request.command === 'heal' ? healed : { number: 1, name: 'flush', targets: ['n1'], proof: null, atMs: 5 };
  });
  const site = { id: 'abc', socket };
  expect(await askHeal(site, 'restart')).toEqual(healed);
  const order = { name: 'flush', options: { target: 'primary' }, recover: 'none', afterMs: null } as const;
  expect(await askFault(site, order)).toMatchObject({ name: 'flush', proof: null });
  expect(asked).toEqual([
    { version: controlVersion, command: 'heal', recover: 'restart' },
    { version: controlVersion, command: 'fault', ...order },
  ]);
});

test.each([
  ['UsageError', new UsageError('no such thing')],
  ['EnvironmentError', new EnvironmentError('nothing to strike')],
  ['InternalError', new TypeError('a bug')],
])('an error that is %s there is the same here, with the same text', async (name, error) => {
  await using _server = await serveControl(socket, () => Promise.reject(error));
  await expect(askStatus({ id: 'abc', socket })).rejects.toThrow(
    expect.objectContaining({ name, message: expect.stringContaining(error.message) }),
  );
});

test('a reply of another version says what to do', async () => {
  await using _server = await serveControl(socket, async () => ({ unheard: 'of' }));
  await expect(askStatus({ id: 'abc', socket })).rejects.toThrow(/Use the same version of cache-bench/);
});

test.each(['nonsense', '{"version":99,"command":"status"}', '{"version":1,"command":"explode"}', '[]'])(
  'the request %s is rejected as a usage error, and never reaches the cluster',
  async (line) => {
    let reached = 0;
    await using _server = await serveControl(socket, async () => {
      reached += 1;
    });
    const answer = JSON.parse(await exchange(`${line}\n`)) as unknown;
    expect(answer).toMatchObject({ error: { kind: 'usage', message: expect.stringContaining('same version') } });
    expect(reached).toBe(0);
  },
);

test('no listener is an error that names the cluster', async () => {
  await expect(askStatus({ id: 'abc', socket })).rejects.toThrow(/^The cluster abc did not respond/);
});

test('down does not resolve while the other program is running', async () => {
  const server = await serveControl(socket, async () => ({ keeperPid: 1 }));
  let gone = false;
  const ended = askDown({ id: 'abc', socket }).then(() => {
    gone = true;
  });
  // Others answer the same line meanwhile.
  await exchange('{"version":1,"command":"status"}\n');
  expect(gone).toBe(false);
  await server[Symbol.asyncDispose]();
  void ended.catch(() => undefined);
});

test('the socket is private to this user, and a path that is too long for one is reported', async () => {
  await using _server = await serveControl(socket, async () => null);
  expect((await stat(socket)).mode & 0o777).toBe(0o600);
  await expect(serveControl(join(folder, 'x'.repeat(100)), async () => null)).rejects.toThrow(
    /Set TMPDIR to a shorter/,
  );
});

function exchange(line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = connect(socket, () => client.write(line));
    client.once('data', (bytes) => {
      client.destroy();
      resolve(bytes.toString());
    });
    client.once('error', reject);
  });
}
