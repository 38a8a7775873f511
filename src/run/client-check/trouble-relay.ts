import { connect, createServer, type Socket } from 'node:net';
import type { Endpoint } from '../../model/node.js';

/** What happens to one command on its way to the server, or to its reply. */
export const troubles = {
  'close-before': 'the connection closes before the server has seen the command',
  'lose-reply': 'the connection closes instead of the first reply',
  'lose-replies': 'the connection closes instead of each reply',
  swallow: 'the command vanishes, and the connection stays open',
} as const;
export type Trouble = keyof typeof troubles;

/** A relay in front of a server that troubles one command. Disposing it closes every connection. */
export interface TroubleRelay extends AsyncDisposable {
  readonly endpoint: Endpoint;
  /** From now on, a command with this word is troubled; the other traffic passes. */
  trouble(word: string): void;
}

/** Starts a relay on a loopback port of the kernel's choice. */
export async function startTroubleRelay(target: Endpoint, trouble: Trouble): Promise<TroubleRelay> {
  const sockets = new Set<Socket>();
  const plan = new TroublePlan(trouble);
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ ...target, noDelay: true });
    let losesReply = false;
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
      const fate = plan.fateOf(bytes);
      if (fate === 'close') return close();
      if (fate === 'swallow') return;
      losesReply ||= fate === 'lose-reply';
      upstream.write(bytes);
    });
    upstream.on('close', close).on('data', (bytes: Buffer) => {
      if (losesReply) close();
      else client.write(bytes);
    });
  });
  const host = '127.0.0.1';
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ host, port: 0 }, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a relay has no address');
  return {
    endpoint: { host, port: address.port },
    trouble: (word) => plan.begin(word),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** What becomes of each piece that a client sends. */
class TroublePlan {
  #trouble: Trouble;
  #word: string | undefined;
  #struck = 0;

  constructor(trouble: Trouble) {
    this.#trouble = trouble;
  }

  begin(word: string): void {
    this.#word = word;
  }

  fateOf(bytes: Buffer): 'pass' | 'close' | 'swallow' | 'lose-reply' {
    if (this.#word === undefined || !bytes.includes(this.#word)) return 'pass';
    this.#struck += 1;
    switch (this.#trouble) {
      case 'close-before':
        return this.#struck === 1 ? 'close' : 'pass';
      case 'lose-reply':
        return this.#struck === 1 ? 'lose-reply' : 'pass';
      case 'lose-replies':
        return 'lose-reply';
      case 'swallow':
        return 'swallow';
      default:
        return this.#trouble satisfies never;
    }
  }
}
