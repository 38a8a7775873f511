import { connect, createServer, type Socket } from 'node:net';
import type { Endpoint } from '../../model/node.js';

/** What becomes of a piece that a client sends, and of its connection. */
export interface Fate {
  /** Whether the server receives it. */
  readonly delivers: boolean;
  /** When the connection closes: `with-reply`, in place of the first reply; a number: after so many ms, without replies. */
  readonly closes: 'at-once' | 'with-reply' | 'never' | number;
}

/** Decides on each piece; undefined: it passes. */
export interface TroublePlan {
  fateOf(bytes: Buffer): Fate | undefined;
}

/** A relay in front of a server. Disposing it closes every connection. */
export interface TroubleRelay extends AsyncDisposable {
  readonly endpoint: Endpoint;
}

/** Starts a relay on a loopback port of the kernel's choice. */
export async function startTroubleRelay(target: Endpoint, plan: TroublePlan): Promise<TroubleRelay> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ ...target, noDelay: true });
    let closesWithReply = false;
    let isSilent = false;
    let isDeaf = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    const close = () => {
      for (const socket of [client, upstream]) {
        socket.destroy();
        sockets.delete(socket);
      }
    };
    client.on('close', close).on('data', (bytes: Buffer) => {
      const { delivers, closes } = plan.fateOf(bytes) ?? passes;
      if (closes === 'at-once') return close();
      closesWithReply ||= closes === 'with-reply';
      if (typeof closes === 'number') {
        isSilent = true;
        setTimeout(close, closes);
      }
      // What follows a lost piece of a stream is lost too.
      isDeaf ||= !delivers;
      if (!isDeaf) upstream.write(bytes);
    });
    upstream.on('close', close).on('data', (bytes: Buffer) => {
      if (closesWithReply) close();
      else if (!isSilent) client.write(bytes);
    });
  });
  const host = '127.0.0.1';
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ host, port: 0 }, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a relay has no address');
  return {
    endpoint: { host, port: address.port },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A connection that arrives after this is refused.
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const passes: Fate = { delivers: true, closes: 'never' };
