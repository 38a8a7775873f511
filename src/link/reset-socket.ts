import type { Socket } from 'node:net';

/**
 * Closes a socket with a reset. One whose end was already sent is just closed: libuv refuses to reset it (EINVAL), Node
 * then leaves its handle open, and a thread with such a handle never ends. Source: uv_tcp_close_reset.
 */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  // One that is still connecting has no peer to be told, and Node would wait for one.
  if (socket.writableEnded || socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}
