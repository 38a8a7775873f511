import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { MemcachedControl } from '../../src/topology/memcached-control.js';
import { memoryGrowth } from '../fakes/broken-replies.js';
import { flood } from '../fakes/misbehaving-server.js';

const mostGrowthBytes = 300 * 1024 ** 2;

/** A control connection to a server that replies to each piece of a request with `answer`. */
async function lineTo(answer: (socket: Socket, request: string) => void, answerTimeoutMs?: number) {
  const sockets: Socket[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (request) => answer(socket, String(request)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const control = new MemcachedControl({ host: '127.0.0.1', port }, undefined, answerTimeoutMs);
  return {
    control,
    sockets,
    async [Symbol.asyncDispose]() {
      control.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('a control connection to memcached', () => {
  it.each([
    ['a line that does not end', 'version', 'VERSION ', 'x'],
    ['figures that do not end', 'stats', 'STAT pid 1\r\n', 'STAT a 1\r\n'],
    ['a value without a header', 'read', '', 'x'],
    ['values that do not end', 'read', '', 'VALUE k 0 3\r\nabc\r\n'],
    ['a value of a terabyte', 'read', 'VALUE k 0 999999999999\r\n', 'x'],
    ['answers that do not end', 'write', '', 'STORED'],
  ] as const)('rejects %s, without storing it', async (_what, ask, first, endless) => {
    await using line = await lineTo((socket) => {
      socket.write(first);
      flood(socket, endless);
    }, 20_000);
    const { control } = line;
    const questions = {
      version: () => control.version(),
      stats: () => control.stats(),
      read: () => control.read(['k']),
      write: () => control.write(['k', 'v']),
    };
    const growth = await memoryGrowth(() => expect(questions[ask]()).rejects.toThrow(/^broken reply: /));
    expect(growth).toBeLessThan(mostGrowthBytes);
  });

  it('parses replies that arrive byte by byte', async () => {
    const values = 'VALUE a 0 4\r\n1\r\n2\r\nVALUE c 0 0\r\n\r\nEND\r\n';
    await using line = await lineTo(async (socket, request) => {
      const text = request.startsWith('get') ? values : 'STAT pid 1\r\nSTAT version 1.6\r\nEND\r\n';
      for (const character of text) await new Promise((resolve) => socket.write(character, resolve));
    });
    expect(await line.control.read(['a', 'b', 'c'])).toEqual(['1\r\n2', null, '']);
    expect(await line.control.stats()).toEqual(new Map(Object.entries({ pid: '1', version: '1.6' })));
  });

  it('takes linear time for a long reply', async () => {
    const bytes = 32 * 1024 ** 2;
    await using line = await lineTo((socket) => {
      socket.write(`VALUE k 0 ${bytes}\r\n`);
      socket.write(Buffer.alloc(bytes, 'x'));
      socket.write('\r\nEND\r\n');
    }, 60_000);
    const [value] = await line.control.read(['k']);
    expect(value?.length).toBe(bytes);
  });

  it('does not wait for a query if another one sent with it got no reply', async () => {
    await using line = await lineTo(() => {}, 300);
    const startMs = monotonicMs();
    const questions = [line.control.version(), line.control.stats(), line.control.read(['k'])];
    const ended = await Promise.allSettled(questions);
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(line.sockets).toHaveLength(1);
    expect(monotonicMs() - startMs).toBeGreaterThanOrEqual(299);
    await expect(line.control.version()).rejects.toThrow('no reply within 300 ms');
    expect(line.sockets).toHaveLength(2);
  });
});
