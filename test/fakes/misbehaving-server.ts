import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { readResp, writeBulk } from './resp-text.js';

/** What the server does with a command instead of replying. All except an error have the command's effect. */
export type Behaviour =
  | 'answer'
  | 'hang'
  | 'close-in-mid-reply'
  | 'reset'
  | 'garbage'
  | 'wrong-type'
  | { readonly lateMs: number }
  /** These bytes, followed by endless bytes of the same kind. */
  | { readonly raw: string; readonly endless?: string }
  | { readonly error: string; readonly lateMs?: number };

export interface Arrival {
  /** In capitals. */
  readonly command: string;
  readonly parameters: readonly string[];
  /** Number of its connection: 0 is the first one made. */
  readonly connection: number;
}

/**
 * A server of strings that speaks RESP on a loopback socket and misbehaves on request; it remembers everything it
 * received.
 */
export class MisbehavingServer implements AsyncDisposable {
  readonly arrivals: Arrival[] = [];
  /** The reply to WAIT. */
  replicas = 1;
  /** The reply to WAITAOF: whether it is on the primary's disk, and on how many replicas'. */
  onDisk: readonly [number, number] = [1, 1];
  /** As a member of a cluster: the member that it names as the primary of every hash slot but the last. */
  owner: { readonly host: string; readonly port: number } | undefined;
  /** The member that it names as the primary of the last hash slot; undefined: `owner`. */
  lastSlotOwner: { readonly host: string; readonly port: number } | undefined;
  /** Connections made so far. */
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #values = new Map<string, string>();
  readonly #next = new Map<string, Behaviour[]>();
  readonly #always = new Map<string, Behaviour>();

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async listen(): Promise<MisbehavingServer> {
    const server = new MisbehavingServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Currently open connections. */
  get open(): number {
    return this.#sockets.size;
  }

  /** What happens to the next commands with this name, in order. */
  next(command: string, ...behaviours: readonly Behaviour[]): void {
    this.#next.set(command, [...behaviours]);
  }

  /** What happens to all further commands with this name. */
  always(command: string, behaviour: Behaviour): void {
    this.#always.set(command, behaviour);
  }

  /** Stops reading from the open connections, like a paused process: it does not even notice that they close. */
  freeze(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  put(key: string, value: string): void {
    this.#values.set(key, value);
  }

  arrived(command: string): readonly Arrival[] {
    return this.arrivals.filter((arrival) => arrival.command === command);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    const connection = this.connections;
    this.connections += 1;
    this.#sockets.add(socket);
    socket.setEncoding('latin1').setNoDelay(true);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let received = '';
    socket.on('data', (chunk: string) => {
      received += chunk;
      for (let command = readResp(received, 0); command && !socket.destroyed; command = readResp(received, 0)) {
        received = received.slice(command.end);
        const [name = '', ...parameters] = command.value as readonly string[];
        this.#take({ command: name.toUpperCase(), parameters, connection }, socket);
      }
    });
  }

  #take(arrival: Arrival, socket: Socket): void {
    this.arrivals.push(arrival);
    const { command } = arrival;
    const behaviour = this.#next.get(command)?.shift() ?? this.#always.get(command) ?? 'answer';
    if (typeof behaviour === 'object' && 'error' in behaviour) {
      const refusal = `-${behaviour.error}\r\n`;
      if (behaviour.lateMs === undefined) socket.write(refusal);
      else setTimeout(() => socket.writable && socket.write(refusal), behaviour.lateMs);
      return;
    }
    const answer = this.#execute(arrival);
    if (typeof behaviour === 'object' && 'raw' in behaviour) {
      socket.write(behaviour.raw, 'latin1');
      if (behaviour.endless !== undefined) flood(socket, behaviour.endless);
      return;
    }
    if (typeof behaviour === 'object') {
      setTimeout(() => socket.writable && socket.write(answer, 'latin1'), behaviour.lateMs);
      return;
    }
    switch (behaviour) {
      case 'answer':
        socket.write(answer, 'latin1');
        return;
      case 'hang':
        return;
      case 'close-in-mid-reply':
        socket.end(answer.slice(0, Math.floor(answer.length / 4)), 'latin1', () => socket.destroy());
        return;
      case 'reset':
        socket.resetAndDestroy();
        return;
      case 'garbage':
        socket.write('This is no RESP.\r\n');
        return;
      case 'wrong-type':
        socket.write(':42\r\n');
        return;
      default:
        behaviour satisfies never;
    }
  }

  #slots(): string {
    const range = (from: number, to: number, member: MisbehavingServer['owner'], id: string) =>
      `*3\r\n:${from}\r\n:${to}\r\n*3\r\n${writeBulk(member?.host ?? '')}:${member?.port ?? 0}\r\n${writeBulk(id.repeat(40))}`;
    return `*2\r\n${range(0, 16_382, this.owner, 'f')}${range(16_383, 16_383, this.lastSlotOwner ?? this.owner, 'e')}`;
  }

  #execute({ command, parameters: [key = '', value = '', option = ''] }: Arrival): string {
    const present = this.#values.get(key) ?? null;
    switch (command) {
      case 'SET':
        this.#values.set(key, value);
        return option.toUpperCase() === 'GET' ? writeBulk(present) : '+OK\r\n';
      case 'GET':
        return writeBulk(present);
      case 'WAIT':
        return `:${this.replicas}\r\n`;
      case 'WAITAOF':
        return `*2\r\n:${this.onDisk[0]}\r\n:${this.onDisk[1]}\r\n`;
      case 'CLUSTER':
        return key.toUpperCase() === 'SLOTS' ? this.#slots() : writeBulk('cluster_state:ok\r\n');
      case 'PING':
        return '+PONG\r\n';
      case 'ASKING':
      case 'READONLY':
      case 'READWRITE':
        return '+OK\r\n';
      case 'INFO':
        return writeBulk('role:master\r\n');
      default:
        return `-ERR unknown command '${command}'\r\n`;
    }
  }
}

/** Writes a text repeatedly, as fast as it is read. */
export function flood(socket: Socket, text: string): void {
  const much = Buffer.from(text.repeat(Math.ceil(65_536 / text.length)), 'latin1');
  const more = () => {
    while (!socket.destroyed && socket.write(much));
  };
  socket.on('drain', more);
  more();
}
