import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { readResp, writeBulk, writeList } from './resp-text.js';

/**
 * What the server may do wrong, or (the first two) what an honest one does. Each sentence describes what it does to one
 * write.
 */
const lies = {
  none: 'Serves every write.',
  'hang-up': 'Closes the connection instead of answering, with the write applied or not: that is no lie.',
  'drop-acknowledged': 'Applies and answers a write, then takes it back.',
  'never-made': 'Answers for a write that it does not apply.',
  'apply-twice': 'Applies a write two times; the answer is that of the second.',
  'roll-back': 'Takes back the last three writes of the key.',
  resurrect: 'Hangs up on a write, and applies it after two later ones.',
  'invent-value': 'Puts a value of its own in the place of a write.',
  'invent-sequence': 'Puts a stamped value in the place of a write that nobody sent.',
  wipe: 'Forgets everything, canaries and all.',
} as const;
export type LieName = keyof typeof lies;

/** A key's values, oldest first, and for how long it has behaved. */
interface Register {
  values: string[];
  honestWrites: number;
  held: { readonly value: string; writesLeft: number } | undefined;
}

/** Writes between two lies about the same key: each lie is seen before the next. */
const honestWritesBetween = 4;
/** One in this many eligible writes is lied about. */
const everyEligible = 5;

/** A server of strings that speaks RESP on a loopback socket and tells one kind of lie, exactly `count` times. */
export class LyingServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #lie: LieName;
  readonly #count: number;
  readonly #registers = new Map<string, Register>();
  #eligible = 0;
  #begun = 0;
  /** How often it has lied so far. */
  told = 0;

  private constructor(lie: LieName, count: number) {
    this.#lie = lie;
    this.#count = count;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async listen(lie: LieName, count: number): Promise<LyingServer> {
    const server = new LyingServer(lie, count);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  /** Whether every lie was told. */
  get finished(): boolean {
    return this.told >= this.#count;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setEncoding('latin1').setNoDelay(true);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let received = '';
    socket.on('data', (chunk: string) => {
      received += chunk;
      for (let command = readResp(received, 0); command && !socket.destroyed; command = readResp(received, 0)) {
        received = received.slice(command.end);
        const answer = this.#answer(command.value as readonly string[]);
        if (answer === undefined) socket.destroy();
        else socket.write(answer, 'latin1');
      }
    });
  }

  /** The reply to one command; undefined hangs up. */
  #answer([name = '', ...parameters]: readonly string[]): string | undefined {
    const [key = '', value = '', option = ''] = parameters;
    switch (name.toUpperCase()) {
      case 'SET': {
        const replaced = this.#set(this.#register(key), value);
        if (replaced === undefined) return undefined;
        return option.toUpperCase() === 'GET' ? writeBulk(replaced) : '+OK\r\n';
      }
      case 'GET':
        return writeBulk(this.#valueOf(key));
      case 'MGET':
        return writeList(parameters.map((each) => this.#valueOf(each)));
      case 'PING':
        return '+PONG\r\n';
      case 'INFO':
        return writeBulk('role:master\r\n');
      default:
        return `-ERR unknown command '${name}'\r\n`;
    }
  }

  #valueOf(key: string): string | null {
    return this.#register(key).values.at(-1) ?? null;
  }

  /** Applies a write, honestly or not; returns what it replaced, or undefined to hang up. */
  #set(register: Register, value: string): string | null | undefined {
    const { values } = register;
    const replaced = values.at(-1) ?? null;
    register.honestWrites += 1;
    if (!this.#mayLie(register)) {
      values.push(value);
      this.#applyHeld(register);
      return replaced;
    }
    register.honestWrites = 0;
    this.#begun += 1;
    if (this.#lie !== 'resurrect') this.told += 1;
    switch (this.#lie) {
      case 'none':
        values.push(value);
        return replaced;
      case 'hang-up':
        if (this.told % 2 === 0) values.push(value);
        return undefined;
      case 'drop-acknowledged':
        values.push(value);
        values.pop();
        return replaced;
      case 'never-made':
        return replaced;
      case 'apply-twice':
        values.push(value, value);
        return value;
      case 'roll-back':
        values.push(value);
        values.splice(-3);
        return replaced;
      case 'resurrect':
        register.held = { value, writesLeft: 2 };
        return undefined;
      case 'invent-value':
        values.push(value, 'nobody wrote this');
        return replaced;
      case 'invent-sequence':
        values.push(value, `${value.slice(0, 16)}00ffffff`);
        return replaced;
      case 'wipe':
        this.#registers.clear();
        return replaced;
    }
  }

  #mayLie(register: Register): boolean {
    if (this.#begun >= this.#count || register.held || register.honestWrites <= honestWritesBetween) return false;
    this.#eligible += 1;
    return this.#eligible % everyEligible === 0;
  }

  #applyHeld(register: Register): void {
    const { held } = register;
    if (!held) return;
    held.writesLeft -= 1;
    if (held.writesLeft > 0) return;
    register.values.push(held.value);
    register.held = undefined;
    register.honestWrites = 0;
    this.told += 1;
  }

  #register(key: string): Register {
    const known = this.#registers.get(key);
    if (known) return known;
    const fresh: Register = { values: [], honestWrites: 0, held: undefined };
    this.#registers.set(key, fresh);
    return fresh;
  }
}
