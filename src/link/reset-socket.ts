import type { Socket } from 'node:net';

/**
 * Closes a socket with a reset. A socket whose end was already sent is closed normally: libuv refuses to reset it (EINVAL),
 * Node then leaves its handle open, and a thread with such a handle never ends. Source: uv_tcp_close_reset.
 */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.writableEnded) socket.destroy();
  else if (socket.connecting) resetConnecting(socket);
  else socket.resetAndDestroy();
}

/**
 * Its peer may have accepted it already: Node learns of that within two turns of the event loop. A socket still connecting
 * after that has no peer to notify, and Node would wait for one.
 */
function resetConnecting(socket: Socket): void {
  socket.resetAndDestroy();
  setImmediate(() => setImmediate(() => socket.connecting && socket.destroy()));
}
