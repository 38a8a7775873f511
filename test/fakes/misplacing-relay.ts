import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';

/** The key of a `SET` in RESP, of a set in memcached's text and meta protocols, and of one in its binary protocol (a set is what has 8 bytes between header and key). */
const writes = [
  /(\$3\r\nSET\r\n\$\d+\r\n)cache-bench:/gi,
  /((?:^|\n)(?:set|ms) )cache-bench:/g,
  /(\x80[\s\S]{31})cache-bench:/g,
];
const removal = /\r\n(?:DEL|UNLINK)\r\n\$\d+\r\ncache-bench:|(?:^|\n)(?:delete|md) cache-bench:/i;

/**
 * In front of a real server, which keeps the books: from some write on, the relay gives every write of cache-bench another
 * key. The server executes and acknowledges it, and the key that the client meant keeps its old value.
 */
export class MisplacingRelay implements AsyncDisposable {
  readonly #server: Server;
  readonly #honest: number;
  readonly #beforeRemoval: () => Promise<unknown>;
  #seen = 0;
  #removing: Promise<unknown> | undefined;

  private constructor(target: number, honest: number, beforeRemoval: () => Promise<unknown>) {
    this.#honest = honest;
    this.#beforeRemoval = beforeRemoval;
    this.#server = createServer({ noDelay: true }, (client) => {
      const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
      const end = () => {
        client.destroy();
        upstream.destroy();
      };
      for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
      upstream.on('data', (bytes) => client.write(bytes));
      let sent = Promise.resolve();
      client.on('data', (bytes) => {
        sent = sent.then(async () => void upstream.write(await this.#passed(bytes)));
      });
    });
  }

  /** `honest`: how many writes keep their keys. `beforeRemoval` is awaited once, before the first key is removed. */
  static async listen(target: number, honest: number, beforeRemoval: () => Promise<unknown>): Promise<MisplacingRelay> {
    const relay = new MisplacingRelay(target, honest, beforeRemoval);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async #passed(bytes: Buffer): Promise<Buffer> {
    let text = bytes.toString('latin1');
    if (removal.test(text)) {
      this.#removing ??= this.#beforeRemoval();
      await this.#removing;
    }
    for (const write of writes)
      text = text.replace(write, (whole, before: string) => {
        this.#seen += 1;
        return this.#seen > this.#honest ? `${before}misplaced!!:` : whole;
      });
    return Buffer.from(text, 'latin1');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }
}
