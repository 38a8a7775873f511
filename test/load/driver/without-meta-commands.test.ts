import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { openAccess } from '../../../src/model/access.js';
import type { ClientView } from '../../../src/model/client-view.js';
import { DriverUnderTest } from './open-driver.js';

it('reports at once that a memcached or proxy has no meta commands, and uses the text protocol on request', async () => {
  await using old = await listenWithoutMeta();
  const endpoint = { host: '127.0.0.1', port: old.port };
  const servers = [{ endpoint, shard: 0 }];
  const view: ClientView = { kind: 'pool', servers, hashing: 'modulo', ejectsLost: false, access: openAccess };
  await expect(DriverUnderTest.open('wire', old, { view })).rejects.toThrow(
    `127.0.0.1:${old.port}: it replied to "mn" with "ERROR" instead of MN`,
  );
  await using driver = await DriverUnderTest.open('wire', old, { view, protocol: 'text' });
  expect(driver.changes).toHaveLength(1);
});

/** Supports `version`, and no other command that a client sends first. */
async function listenWithoutMeta() {
  const listener = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece) => socket.write(String(piece) === 'version\r\n' ? 'VERSION 1.4.39\r\n' : 'ERROR\r\n'));
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => listener.close(() => resolve())),
  };
}
