import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../../../src/load/driver/refusal.js';
import { findPrimary } from '../../../../src/load/driver/wire/find-primary.js';
import { ReplyReader } from '../../../../src/load/driver/wire/reply-reader.js';
import { respHandshake } from '../../../../src/load/driver/wire/resp-handshake.js';
import { respValues } from '../../../../src/load/driver/wire/resp-values.js';
import { WireConnection } from '../../../../src/load/driver/wire/wire-connection.js';
import { openAccess } from '../../../../src/model/access.js';
import { memoryGrowth } from '../../../fakes/broken-replies.js';

/** A server that sends the same reply to everything; without a reply, it closes. */
async function listen(answer: string | null) {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => (answer === null ? socket.destroy() : socket.write(answer)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  return { endpoint, [Symbol.asyncDispose]: () => new Promise<void>((done) => server.close(() => done())) };
}

/** How a connection with a password failed before it was ready. */
async function refusalOf(answer: string | null): Promise<Refusal | undefined> {
  await using server = await listen(answer);
  const access = { ...openAccess, password: 'secret' };
  let refusal: Refusal | undefined;
  await new Promise<void>((closed) => {
    new WireConnection(
      {
        endpoint: server.endpoint,
        access,
        handshake: respHandshake(access, 2),
        createReader: (listener) => new ReplyReader(listener, 1024 * 1024),
        readBuffer: Buffer.alloc(1024),
        timeoutMs: 20_000,
      },
      {
        ready() {},
        repliesArrive() {},
        repliesHandled() {},
        reply() {},
        refused(given) {
          refusal = given;
        },
        closed: () => closed(),
      },
    );
  });
  return refusal;
}

describe('a failed wire connection', () => {
  it('reports the reason once, without the password that the server echoed', async () => {
    const answer =
      "-ERR unknown command 'AUTH', with args beginning with: 'secret' \r\n-NOAUTH Authentication required.\r\n";
    expect(await refusalOf(answer)).toEqual({
      reason: "ERR unknown command 'AUTH', with args beginning with: '***' ",
      isFinal: true,
    });
  });

  it('distinguishes a server that closes from one that replies nonsense', async () => {
    expect(await refusalOf(null)).toEqual({ reason: 'the server closed the connection', isFinal: false });
    expect(await refusalOf('HTTP/1.1 400 Bad Request\r\n')).toEqual({
      reason: 'the reply is invalid',
      isFinal: false,
    });
  });

  it('aborts a handshake whose reply exceeds kilobytes', async () => {
    const growth = await memoryGrowth(async () => {
      expect(await refusalOf(`+OK\r\n$900000\r\n${'x'.repeat(800_000)}`)).toEqual({
        reason: 'the reply is invalid',
        isFinal: false,
      });
    });
    expect(growth).toBeLessThan(20 * 1024 ** 2);
  });

  it('treats a replica as not yet a primary', async () => {
    expect(await refusalOf('+OK\r\n$12\r\nrole:slave\r\n\r\n')).toEqual({
      reason: 'the server is a replica',
      isFinal: false,
    });
  });
});

describe('findPrimary', () => {
  const view = { kind: 'sentinel', primaryName: 'main', access: openAccess, sentinelAccess: openAccess } as const;

  it('asks the next sentinel if one does not know, and maps the address', async () => {
    await using ignorant = await listen('*-1\r\n');
    await using gone = await listen(null);
    await using knowing = await listen('*2\r\n$8\r\n10.0.0.1\r\n$4\r\n6379\r\n');
    const sentinels = [ignorant.endpoint, gone.endpoint, knowing.endpoint];
    expect(await findPrimary({ ...view, sentinels, addressMap: {} }, 20_000)).toEqual({
      endpoint: { host: '10.0.0.1', port: 6379 },
    });
    const there = { host: '127.0.0.9', port: 9 };
    expect(await findPrimary({ ...view, sentinels, addressMap: { '10.0.0.1:6379': there } }, 20_000)).toEqual({
      endpoint: there,
    });
  });

  it('reports why no sentinel replied, and is final only if all of them are', async () => {
    await using ignorant = await listen('*-1\r\n');
    await using strict = await listen('-NOAUTH Authentication required.\r\n');
    const nameOf = ({ host, port }: { host: string; port: number }) => `sentinel ${host}:${port}`;
    const sentinels = [strict.endpoint, ignorant.endpoint];
    expect(await findPrimary({ ...view, sentinels, addressMap: {} }, 20_000)).toEqual({
      refusal: { reason: `${nameOf(ignorant.endpoint)}: it knows no primary named main`, isFinal: false },
    });
    expect(await findPrimary({ ...view, sentinels: [strict.endpoint], addressMap: {} }, 20_000)).toEqual({
      refusal: { reason: `${nameOf(strict.endpoint)}: NOAUTH Authentication required.`, isFinal: true },
    });
  });
});

describe('respValues', () => {
  it.each([
    ['$1\r\na\r\n$3\r\n$1\r\r\n', ['a', '$1\r']],
    [':5\r\n$-1\r\n$0\r\n\r\n', [5, null, '']],
    ['', []],
  ])('reads the elements %j', (text, expected) => {
    const buffer = Buffer.from(`+before\r\n${text}$5\r\nafter\r\n`);
    expect(respValues(buffer, 9, 9 + text.length)).toEqual(expected);
  });
});
