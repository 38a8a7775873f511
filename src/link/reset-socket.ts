import type { Socket } from 'node:net';

/**
 * Closes a socket with a reset. One whose end was already sent is just closed: libuv refuses to reset it (EINVAL), Node
 * then leaves its handle open, and a thread with such a handle never ends. Source: uv_tcp_close_reset.
 */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.writableEnded) socket.destroy();
  else if (socket.connecting) resetConnecting(socket);
  else socket.resetAndDestroy();
}

/**
 * Its peer may have accepted it already: Node hears of that within two turns of the event loop. One that is still connecting
 * then has no peer to be told, and Node would wait for one.
 */
function resetConnecting(socket: Socket): void {
  socket.resetAndDestroy();
  setImmediate(() => setImmediate(() => socket.connecting && socket.destroy()));
}
