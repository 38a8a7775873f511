import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { readResp, writeBulk } from './resp-text.js';

/** A sentinel that names one primary, answers only when told to, and announces failovers to its subscribers. */
export class AnnouncingSentinel implements AsyncDisposable {
  /** Clients that wait for the address of the primary. */
  readonly waiting: Socket[] = [];
  /** Clients that are subscribed. */
  readonly subscribers = new Set<Socket>();
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #primaryPort: number;
  #holdsAnswers = false;

  private constructor(primaryPort: number) {
    this.#primaryPort = primaryPort;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async listen(primaryPort: number): Promise<AnnouncingSentinel> {
    const sentinel = new AnnouncingSentinel(primaryPort);
    sentinel.#server.listen(0, '127.0.0.1');
    await once(sentinel.#server, 'listening');
    return sentinel;
  }

  get endpoint(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port };
  }

  /** From now on, clients wait for the address. */
  hold(): void {
    this.#holdsAnswers = true;
  }

  release(): void {
    this.#holdsAnswers = false;
    for (const socket of this.waiting.splice(0)) this.#answer(socket);
  }

  announce(): void {
    const message = `*3\r\n${['message', '+switch-master', 'primary 127.0.0.1 1 127.0.0.1 2'].map(writeBulk).join('')}`;
    for (const socket of this.subscribers) socket.write(message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.subscribers.delete(socket);
    });
    let received = '';
    socket.on('data', (chunk: string) => {
      received += chunk;
      for (let command = readResp(received, 0); command; command = readResp(received, 0)) {
        received = received.slice(command.end);
        this.#take(command.value as readonly string[], socket);
      }
    });
  }

  #take([name = '', subcommand = '']: readonly string[], socket: Socket): void {
    if (name.toUpperCase() === 'SUBSCRIBE') {
      this.subscribers.add(socket);
      socket.write(`*3\r\n${writeBulk('subscribe')}${writeBulk(subcommand)}:1\r\n`);
    } else if (subcommand.toUpperCase() === 'GET-MASTER-ADDR-BY-NAME') {
      if (this.#holdsAnswers) this.waiting.push(socket);
      else this.#answer(socket);
    } else if (subcommand.toUpperCase() === 'SENTINELS') socket.write('*0\r\n');
    else
      socket.write(
        name.toUpperCase() === 'INFO' ? writeBulk('redis_mode:sentinel\r\n') : `-ERR unknown command '${name}'\r\n`,
      );
  }

  #answer(socket: Socket): void {
    socket.write(`*2\r\n${writeBulk('127.0.0.1')}${writeBulk(String(this.#primaryPort))}`);
  }
}
