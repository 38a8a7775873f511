import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Access, openAccess } from '../model/access.js';
import { brokenReply } from '../model/broken-reply.js';
import type { Endpoint } from '../model/node.js';
import { memcachedLogin } from '../model/protocol-family.js';
import { tlsOptions } from '../model/tls-options.js';
import type { ControlPlane } from './control-plane.js';
import {
  type AnswerReader,
  readAnyLine,
  readEach,
  readKeyNames,
  readLine,
  readStats,
  readValues,
} from './memcached-answers.js';

/** Every query can be repeated; a hung server must not block us. */
const ownServersTimeoutMs = 1_000;
/** Longer TTLs are read as a date. Source: "Expiration times" in memcached's doc/protocol.txt. */
const longestTtlSeconds = 30 * 24 * 3600;
/**
 * Maximum payload of a TLS record. Before 1.6.39, when the value of a `set` ends within a record, memcached ignores the rest
 * of the record until more data arrives: https://github.com/memcached/memcached/commit/96e05b75f.
 */
const tlsRecordBytes = 16 * 1024;
/** Limits for answers: one line, all statistics, or values, whose sizes are unknown here. */
const mostBytes = { line: 2 * 1024, stats: 1024 * 1024, values: 64 * 1024 * 1024 } as const;

/** Connections to memcached servers. */
export function memcachedControl(access: Access, timeoutMs = ownServersTimeoutMs): ControlPlane<MemcachedControl> {
  return {
    open: (address) => new MemcachedControl(address, access, timeoutMs),
    isServing: (connection) => connection.isServing(),
    close: (connection) => connection.close(),
  };
}

/**
 * Our control connection to one memcached, over the text protocol. It connects on the first query and again after a loss,
 * and sends one query at a time. A query rejects if its answer does not arrive in time.
 */
export class MemcachedControl {
  #address: Endpoint;
  #socket: Socket | undefined;
  #closed = false;
  #last: Promise<unknown> = Promise.resolve();
  /** Number of queries that got no answer in time. */
  #unanswered = 0;
  #access: Access;
  #answerTimeoutMs: number;

  constructor(address: Endpoint, access: Access = openAccess, answerTimeoutMs: number = ownServersTimeoutMs) {
    this.#address = address;
    this.#access = access;
    this.#answerTimeoutMs = answerTimeoutMs;
  }

  /** Another connection to the same server with the same access. */
  duplicate(): MemcachedControl {
    return new MemcachedControl(this.#address, this.#access, this.#answerTimeoutMs);
  }

  isServing(): Promise<boolean> {
    return this.version().then(
      () => true,
      () => false,
    );
  }

  version(): Promise<string> {
    return this.#ask('version\r\n', readLine(/^VERSION (.+)$/), mostBytes.line);
  }

  /** All figures of `stats`, by name. */
  stats(): Promise<ReadonlyMap<string, string>> {
    return this.#ask('stats\r\n', readStats(), mostBytes.stats);
  }

  /** Values in the order of `keys`; null where a key is missing. */
  async read(keys: readonly string[]): Promise<(string | null)[]> {
    if (keys.length === 0) return [];
    const answer = readValues(keys.length, mostBytes.values);
    const values = await this.#ask(`get ${keys.join(' ')}\r\n`, answer, mostBytes.values);
    return keys.map((key) => values.get(key) ?? null);
  }

  /**
   * Alternating keys and values; with `ttlSeconds` they expire after that time, at most 30 days. Rejects if one was not
   * stored.
   */
  async write(pairs: readonly string[], ttlSeconds: number | null = null): Promise<void> {
    if (pairs.length === 0) return;
    const lifetime = Math.min(ttlSeconds ?? 0, longestTtlSeconds);
    const requests: string[] = [];
    for (let at = 0; at < pairs.length; at += 2) {
      const [key, value = ''] = pairs.slice(at, at + 2);
      requests.push(`set ${key} 0 ${lifetime} ${Buffer.byteLength(value)}\r\n${value}\r\n`);
    }
    await this.#askAll(requests, /^(STORED)$/);
  }

  /** Removes keys; missing ones are no error. */
  async remove(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#askAll(
      keys.map((key) => `delete ${key}\r\n`),
      /^(DELETED|NOT_FOUND)$/,
    );
  }

  /** The names of every `step`-th of the first `most` keys, least recently used first in each size class. */
  async keyNames(most: number, step: number): Promise<readonly string[]> {
    const names = await this.#ask('lru_crawler metadump all\r\n', readKeyNames(most, step), mostBytes.values);
    // The rest of the list may still be on its way.
    this.#socket?.destroy();
    return names;
  }

  /** Any command with a one-line answer; returns that line. */
  command(words: readonly string[]): Promise<string> {
    return this.#ask(`${words.join(' ')}\r\n`, readAnyLine(), mostBytes.line);
  }

  close(): void {
    this.#closed = true;
    this.#socket?.destroy();
  }

  /** Sends as many at once as a server accepts; each must be answered with a line of this form. */
  async #askAll(requests: readonly string[], answer: RegExp): Promise<void> {
    const mostRequestBytes = this.#access.tls === null ? Number.POSITIVE_INFINITY : tlsRecordBytes;
    for (const batch of batchesOf(requests, mostRequestBytes))
      await this.#ask(batch.join(''), readEach(batch.length, answer), batch.length * mostBytes.line);
  }

  #ask<T>(request: string, read: AnswerReader<T>, most: number): Promise<T> {
    const unanswered = this.#unanswered;
    const answer = this.#last.then(async () => {
      // The previous query used up the time of both.
      if (this.#unanswered > unanswered) throw this.#noAnswer();
      await this.#logIn();
      return this.#exchange(request, read, most);
    });
    this.#last = answer.catch(() => {});
    return answer;
  }

  /** A new connection to a password-protected server accepts nothing before this. */
  async #logIn(): Promise<void> {
    const login = memcachedLogin(this.#access);
    if (login === null || this.#isConnected()) return;
    await this.#exchange(login, readLine(/^(STORED)$/), mostBytes.line);
  }

  #exchange<T>(request: string, read: AnswerReader<T>, most: number): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new Error('The control connection is closed.'));
      const socket = this.#connected();
      let received = Buffer.alloc(0);
      let receivedBytes = 0;
      const finish = () => {
        clearTimeout(timer);
        socket.removeAllListeners('data');
        socket.removeAllListeners('close');
      };
      // After a failed query, later bytes could be taken for the next answer: the connection is dropped.
      const fail = (error: Error) => {
        finish();
        socket.destroy();
        this.#socket = undefined;
        reject(error);
      };
      const timer = setTimeout(() => {
        this.#unanswered += 1;
        fail(this.#noAnswer());
      }, this.#answerTimeoutMs);
      socket.on('close', () => fail(socket.errored ?? new Error('the connection was closed')));
      socket.on('data', (piece: Buffer) => {
        const needed = receivedBytes + piece.length;
        if (needed > most) return fail(new Error(`${brokenReply}more than the ${most} bytes that are allowed`));
        // Doubles each time: a long answer arrives in many chunks.
        if (needed > received.length) received = Buffer.concat([received], Math.max(needed, 2 * received.length));
        piece.copy(received, receivedBytes);
        receivedBytes = needed;
        try {
          const answer = read(received.subarray(0, receivedBytes));
          if (answer === undefined) return;
          finish();
          resolve(answer);
        } catch (error) {
          fail(error as Error);
        }
      });
      socket.write(request);
    });
  }

  #noAnswer(): Error {
    return new Error(`no reply within ${this.#answerTimeoutMs} ms`);
  }

  #connected(): Socket {
    if (this.#socket && this.#isConnected()) return this.#socket;
    const place = { ...this.#address, noDelay: true };
    const { tls } = this.#access;
    const socket = tls === null ? connect(place) : connectTls({ ...place, ...tlsOptions(tls, this.#address.host) });
    socket.on('error', () => {});
    this.#socket = socket;
    return socket;
  }

  #isConnected(): boolean {
    return this.#socket !== undefined && !this.#socket.destroyed;
  }
}

/** Batches of at most this many characters, or of a single longer request. */
function* batchesOf(requests: readonly string[], mostBytes: number): Generator<readonly string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for (const request of requests) {
    if (batch.length > 0 && bytes + request.length > mostBytes) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(request);
    bytes += request.length;
  }
  yield batch;
}
