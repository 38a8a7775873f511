import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { resetSocket } from '../../src/link/reset-socket.js';
import { acceptedBy, startListener, until } from './fixtures/sockets.js';

it('resets a socket that the kernel has connected before Node knows', async () => {
  await using listener = await startListener();
  const socket = connect(listener.endpoint);
  expect(socket.connecting).toBe(true);
  resetSocket(socket);
  const peer = await acceptedBy(listener);
  await until(() => peer.fate !== 'open');
  expect([peer.fate, socket.destroyed]).toEqual(['reset', true]);
});
