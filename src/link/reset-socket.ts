import type { Socket } from 'node:net';

/**
 * Closes a socket with a reset. One whose end was already sent is just closed: libuv refuses to reset it (EINVAL), Node
 * then leaves its handle open, and a thread with such a handle never ends. Source: uv_tcp_close_reset.
 */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
