import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Watchdog } from '../../../src/engine/watchdog.js';
import type { Origin } from '../../../src/origin/origin.js';
import { holds } from '../../engine/fixtures/processes.js';
import { origins, startWatchdog } from '../fixtures/built.js';
import { openClient, originContext, outcomes, times } from './origin-setup.js';
import { strikeOrigin } from './strike-origin.js';

let watchdog: Watchdog;
let origin: Origin;

beforeAll(async () => {
  watchdog = await startWatchdog();
  origin = await origins.http.start(
    { connections: 8, connectTimeout: '10s', statementTimeout: '10s' },
    originContext(watchdog),
  );
});

afterAll(async () => {
  await origin[Symbol.asyncDispose]();
  await watchdog[Symbol.asyncDispose]();
});

describe('the HTTP origin', () => {
  it('counts exactly the reads and writes that its clients count', async () => {
    await using client = openClient(origin.connection, 8);
    expect(await outcomes(times(100, (index) => client.read(index % 50)))).toEqual({ ok: 100 });
    expect(await outcomes(times(30, (key) => client.write(key, 2, 'new')))).toEqual({ ok: 30 });
    expect(await client.write(3, 1, 'older')).toMatchObject({ outcome: 'ok' });
    expect(await client.read(50)).toMatchObject({ outcome: 'ok', row: null });
    expect((await client.read(3)).row).toEqual({ version: 2, value: 'new' });
    expect((await client.read(40)).row).toEqual({ version: 1, value: 'x'.repeat(20) });
    expect(await origin.counts()).toEqual({ reads: 102, updates: 30 });
  });

  it('refuses concurrent requests beyond its limit, and accepts them all again afterwards', async () => {
    await origin.limit?.(2);
    await origin.slow?.({ readMs: 200, writeMs: 0 });
    await using client = openClient(origin.connection, 8);
    expect(await outcomes(times(8, (key) => client.read(key)))).toEqual({ ok: 2, 'fail unavailable': 6 });
    await origin.limit?.(null);
    expect(await outcomes(times(8, (key) => client.read(key)))).toEqual({ ok: 8 });
    await origin.slow?.(null);
  });

  it('refuses a request that gets no connection in time', async () => {
    await origin.slow?.({ readMs: 800, writeMs: 0 });
    await using client = openClient({ ...origin.connection, connectTimeoutMs: 100 }, 2);
    expect(await outcomes(times(5, (key) => client.read(key)))).toEqual({ ok: 2, 'fail poolTimeout': 3 });
    await origin.slow?.(null);
  });

  it('that is stopped answers nothing, and continues where it was', async () => {
    await using client = openClient({ ...origin.connection, statementTimeoutMs: 100 });
    await origin.stop?.();
    expect(await origin.isStopped?.()).toBe(true);
    expect(await client.write(0, 3, 'unknown')).toMatchObject({ outcome: 'indeterminate', error: 'timeout' });
    await origin.continue?.();
    expect(await holds(async () => (await client.read(0)).outcome === 'ok')).toBe(true);
  });

  it('that is killed loses nothing that it acknowledged', async () => {
    await using client = openClient(origin.connection);
    expect(await client.write(5, 9, 'kept')).toMatchObject({ outcome: 'ok' });
    await origin.kill?.();
    expect((await client.read(5)).outcome).not.toBe('ok');
    expect(await origin.isServing()).toBe(false);
    await origin.restart?.();
    expect((await client.read(5)).row).toEqual({ version: 9, value: 'kept' });
    expect(await origin.counts()).toBeNull();
  });

  it.each([
    ['origin-kill', {}, /^the origin accepts no connections$/],
    ['origin-stop', {}, /^every process of the origin is stopped$/],
    ['origin-slow', { delay: '300ms' }, /^a read takes \d+\.\d ms \(\d+\.\d ms before\)$/],
    ['origin-limit', { most: 0 }, /^the origin accepts at most 0 at once$/],
  ] as const)('has the fault %s, proves it, and heals', async (name, given, proof) => {
    expect(await strikeOrigin(origin, name, given)).toMatch(proof);
  });
});

it('the HTTP origin answers the given share of requests with errors, which may have had an effect', async () => {
  await using failing = await origins.http.start({ errorShare: 0.25, connectTimeout: '30s' }, originContext(watchdog));
  await using client = openClient(failing.connection);
  expect(await outcomes(times(40, (key) => client.read(key)))).toEqual({ ok: 30, 'indeterminate http500': 10 });
});

describe('an existing API', () => {
  it('gets keys of its own, and nothing is left of them', async () => {
    await using api = await startApi(new Map([['theirs', 'precious']]));
    const own = await origins.existing.start({ url: api.url }, originContext(watchdog, { runTag: 'r1' }));
    expect(api.rows.size).toBe(51);
    const client = openClient(own.connection);
    expect((await client.read(7)).row).toEqual({ version: 1, value: 'x'.repeat(20) });
    expect(await client.write(7, 2, 'mine')).toMatchObject({ outcome: 'ok' });
    expect((await client.read(7)).row).toEqual({ version: 2, value: 'mine' });
    await client[Symbol.asyncDispose]();
    await own[Symbol.asyncDispose]();
    expect([...api.rows]).toEqual([['theirs', 'precious']]);
  });

  it('is refused if a key exists already, which stays as it is', async () => {
    await using api = await startApi(new Map([['cache-bench-r2-0', 'precious']]));
    const start = origins.existing.start({ url: api.url }, originContext(watchdog, { runTag: 'r2' }));
    await expect(start).rejects.toThrow(/answered 200 to GET, not 404 .* Nothing was written/);
    expect([...api.rows]).toEqual([['cache-bench-r2-0', 'precious']]);
  });

  it('is refused if every request would go to the same resource', async () => {
    const start = origins.existing.start({ url: 'http://127.0.0.1:1/item' }, originContext(watchdog));
    await expect(start).rejects.toThrow(/has no \{key\}/);
  });

  it('that does not answer is one clear error without its password', async () => {
    const url = 'http://me:secret-word@127.0.0.1:1/{key}';
    const start = origins.existing.start({ url }, originContext(watchdog));
    await expect(start).rejects.toThrow(/^The origin http:\/\/127.0.0.1:1\/.* did not answer GET: (?!.*secret-word)/);
  });

  it('that does not speak HTTP is one clear error', async () => {
    const server = createSocketServer(
      (socket) => void socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.2\r\n'),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/{key}`;
    const start = origins.existing.start({ url }, originContext(watchdog));
    await expect(start).rejects.toThrow(/^The origin http:\/\/127.0.0.1:\d+\/.* did not answer GET: /);
    server.close();
  });

  it('that returns something other than what was written is an error of each read', async () => {
    await using api = await startApi(new Map());
    await using own = await origins.existing.start({ url: api.url }, originContext(watchdog, { runTag: 'r3' }));
    for (const key of api.rows.keys()) api.rows.set(key, '<html>It works!</html>');
    await using client = openClient(own.connection);
    expect(await client.read(7)).toMatchObject({
      outcome: 'ok',
      row: { version: null, value: '<html>It works!</html>' },
    });
  });

  it('that fails while its rows are written keeps none of them', async () => {
    await using api = await startApi(new Map(), 20);
    const start = origins.existing.start({ url: api.url }, originContext(watchdog));
    await expect(start).rejects.toThrow(/answered 507 to PUT/);
    expect(api.rows.size).toBe(0);
  });
});

/** Another API: keeps what is PUT, at most `most` rows. */
async function startApi(rows: Map<string, string>, most = Number.POSITIVE_INFINITY) {
  const server: Server = createServer(async (request, response) => {
    const key = (request.url ?? '').slice(1);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const found = rows.get(key);
    let status = found === undefined ? 404 : 200;
    if (request.method === 'PUT') {
      status = rows.size < most ? 204 : 507;
      if (status === 204) rows.set(key, Buffer.concat(parts).toString());
    }
    if (request.method === 'DELETE') rows.delete(key);
    response.writeHead(status).end(status === 200 ? found : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/{key}`,
    rows,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
