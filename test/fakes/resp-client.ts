import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type RespValue, readResp, writeList } from './resp-text.js';

/** A client with one command in flight. It reconnects after the server hung up. */
export class RespClient implements Disposable {
  readonly #port: number;
  #socket: Socket | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends one command; `hung-up` if the connection ended before the reply. */
  async command(...parts: readonly string[]): Promise<{ readonly value: RespValue } | 'hung-up'> {
    const socket = this.#socket ?? (await this.#connect());
    return new Promise((resolve) => {
      let received = '';
      const settle = (answer: { readonly value: RespValue } | 'hung-up') => {
        socket.off('data', onData);
        socket.off('close', onClose);
        resolve(answer);
      };
      const onData = (chunk: string) => {
        received += chunk;
        const answer = readResp(received, 0);
        if (answer) settle(answer);
      };
      const onClose = () => {
        this.#socket = undefined;
        settle('hung-up');
      };
      socket.on('data', onData);
      socket.on('close', onClose);
      if (socket.destroyed) onClose();
      else socket.write(writeList(parts), 'latin1');
    });
  }

  [Symbol.dispose](): void {
    this.#socket?.destroy();
  }

  async #connect(): Promise<Socket> {
    const socket = connect(this.#port, '127.0.0.1').setEncoding('latin1').setNoDelay(true);
    // An error is followed by a close event, which resolves.
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    this.#socket = socket;
    return socket;
  }
}
