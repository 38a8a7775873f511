import { connect, createServer, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { startTroubleRelay } from '../../../src/run/client-check/trouble-relay.js';
import { OneTrouble, type Trouble } from '../../../src/run/client-check/troubles.js';

const patience = { timeout: 20_000, interval: 5 };

/** A server that replies `done` to each line, and a client of it through a relay that troubles `wanted`. */
async function through(trouble: Trouble) {
  const arrived: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket
      .on('error', () => {})
      .on('data', (bytes) => {
        arrived.push(String(bytes));
        socket.write('done');
      });
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  const plan = new OneTrouble(trouble);
  const relay = await startTroubleRelay({ host: '127.0.0.1', port: address.port }, plan);
  plan.begin('wanted');
  return {
    arrived,
    /** What a fresh client that sends this receives until the connection closes, or until it has a reply. */
    async ask(text: string): Promise<string> {
      const socket = connect(relay.endpoint, () => socket.write(text));
      return new Promise((resolve) => {
        socket.on('error', () => {});
        socket.once('data', (bytes) => {
          socket.destroy();
          resolve(String(bytes));
        });
        socket.once('close', () => resolve('closed'));
      });
    },
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test.each<[Trouble, readonly string[], readonly string[]]>([
  ['close-before', ['closed', 'done', 'done'], ['wanted 2', 'other']],
  ['lose-reply', ['closed', 'done', 'done'], ['wanted 1', 'wanted 2', 'other']],
  ['lose-replies', ['closed', 'closed', 'done'], ['wanted 1', 'wanted 2', 'other']],
])('%s: only the wanted commands have that trouble', async (trouble, answers, arrived) => {
  await using side = await through(trouble);
  for (const [index, text] of ['wanted 1', 'wanted 2', 'other'].entries())
    expect(await side.ask(text)).toBe(answers[index]);
  await vi.waitUntil(() => side.arrived.length === arrived.length, patience);
  expect(side.arrived).toEqual(arrived);
});

test('swallow: the command never arrives, and the connection stays open', async () => {
  await using side = await through('swallow');
  let answer = 'none';
  void side.ask('wanted 1').then((text) => {
    answer = text;
  });
  expect(await side.ask('other')).toBe('done');
  expect([answer, side.arrived]).toEqual(['none', ['other']]);
});
