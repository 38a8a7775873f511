import type { Cluster, Redis } from 'ioredis';
import { notObserved } from '../../../audit/observation.js';
import { startOrEnd } from '../../../errors/start-or-end.js';
import { boundReplies } from '../../../model/bound-replies.js';
import { type Endpoint, endpointName } from '../../../model/node.js';
import type { OperationPlan } from '../../../model/operation-plan.js';
import {
  type Driver,
  type DriverHost,
  type DriverOptions,
  openingTimeoutMs,
  openWithinMs,
  outcomeCode,
} from '../driver.js';
import { durableReply } from '../durable-reply.js';
import { mergeOptions } from '../merge-options.js';
import { openClients } from '../open-clients.js';
import { isOfClient, judgeError } from '../outcome-rules.js';
import { observeReply } from '../parsed-reply.js';
import { replyBound } from '../reply-bound.js';
import { RequestWords, type Words } from '../request-words.js';
import { type WaitRequest, waitRequest } from '../wait-request.js';
import { clientOptions, shortRetryDelayMs } from './client-options.js';
import { ClusterClients } from './cluster-client.js';
import { connectWholly, isCluster } from './connect-wholly.js';
import type { IoredisLibrary } from './ioredis.js';

/** Opens the clients of one load thread. Throws, without passwords, with the last error a client reported. */
export async function openIoredisDriver(
  library: IoredisLibrary,
  options: DriverOptions,
  host: DriverHost,
): Promise<Driver> {
  return startOrEnd(new IoredisDriver(library, options, host), (driver) => driver.connect());
}

class IoredisDriver implements Driver {
  #library: IoredisLibrary;
  #options: DriverOptions;
  #host: DriverHost;
  #clients: (Redis | Cluster)[] = [];
  /** Null outside cluster mode. */
  #cluster: ClusterClients | null;
  #wait: WaitRequest | null;
  /** How often each connection was lost: an operation pending across a loss may have been sent twice. */
  #losses: Uint32Array;
  /** How long a new connection may take to become usable: before the load, the whole opening time; after that, its timeout. */
  #readyWithinMs: number;
  #closed = false;
  #lastError = '';
  #requests: RequestWords;

  constructor(library: IoredisLibrary, options: DriverOptions, host: DriverHost) {
    this.#library = library;
    this.#options = options;
    this.#host = host;
    this.#losses = new Uint32Array(options.connections);
    this.#readyWithinMs = openWithinMs(options);
    this.#wait = waitRequest(options.durability, options.deadlineMs);
    this.#cluster =
      options.view.kind === 'cluster'
        ? new ClusterClients(library, options.view, options, host, this.#wait?.words ?? [])
        : null;
    this.#requests = new RequestWords(options);
  }

  async connect(): Promise<void> {
    const { view, clientPolicy, connectTimeoutMs, connections } = this.#options;
    const opening = { ...this.#options, connectTimeoutMs: openingTimeoutMs(this.#options) };
    for (let connection = 0; connection < connections; connection += 1) {
      if (this.#cluster) {
        const client = this.#cluster.create(connection, opening, () => {
          this.#losses[connection]! += 1;
        });
        this.#clients.push(client);
        this.#followCluster(client, connection);
      } else {
        const client = new this.#library.Redis(
          mergeOptions(clientOptions(view, clientPolicy, opening), this.#options.clientOptions),
        );
        boundReplies(client, replyBound(this.#options));
        this.#clients.push(client);
        this.#follow(client, connection);
      }
    }
    const openings = this.#clients.map((client) => () => connectWholly(client));
    await openClients(openings, this.#options, this.#readyWithinMs, () => this.#lastError);
    this.#readyWithinMs = connectTimeoutMs;
    if (clientPolicy === 'application') return;
    for (const client of this.#clients)
      if (isCluster(client)) this.#cluster?.opened(client);
      else Object.assign(client.options, reconnectTimes(connectTimeoutMs));
  }

  send(slot: number): void {
    const { slots, runTag } = this.#options;
    const generation = slots.generation[slot]!;
    const connection = slots.connectionOf(slot);
    const losses = this.#losses[connection]!;
    const key = slots.key[slot]!;
    const operation = this.#options.operations[slots.kind[slot]!]!;
    this.#issue(slot, operation).then(
      (reply) => {
        const seen = observeReply(operation, reply, runTag, key);
        if (seen === undefined)
          this.#host.settle(slot, generation, outcomeCode.indeterminate, 'unexpectedReply', notObserved);
        else {
          // The slot may have been reused by now.
          const client = slots.generation[slot] === generation ? this.#clients[connection] : undefined;
          if (client !== undefined && isCluster(client)) this.#cluster?.acknowledged(client, connection, slot);
          this.#host.settle(slot, generation, outcomeCode.ok, '', seen);
        }
      },
      (error: Error) => {
        const { errorClass, outcome } = judgeError(error.message);
        if (!isOfClient(errorClass)) this.#host.explainError?.(errorClass, error.message);
        const mayHaveGoneTwice = losses !== this.#losses[connection];
        const proven = outcome === outcomeCode.fail && mayHaveGoneTwice ? outcomeCode.indeterminate : outcome;
        this.#host.settle(slot, generation, proven, errorClass, notObserved);
      },
    );
  }

  // ioredis writes each command to its socket immediately.
  flush(): void {}

  deadlinePassed(slot: number): void {
    const connection = this.#options.slots.connectionOf(slot);
    const client = this.#clients[connection];
    if (this.#options.clientPolicy !== 'measured' || client === undefined) return;
    if (isCluster(client)) {
      this.#cluster?.giveUp(slot);
      return;
    }
    this.#host.connectionChanged(connection, null);
    dropSocket(client);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const client of this.#clients) client.disconnect();
  }

  #issue(slot: number, operation: OperationPlan): Promise<unknown> {
    const client = this.#clients[this.#options.slots.connectionOf(slot)]!;
    const words = this.#requests.sent(slot, operation);
    // Only by lower-case names does ioredis recognize read-only commands, and iovalkey the keys of any.
    if (this.#cluster !== null) words[0] = words[0].toLowerCase();
    const wait = operation.writes ? this.#wait : null;
    const [reply, waiting] = isCluster(client)
      ? this.#cluster!.call(client, slot, words, wait !== null)
      : callAndWait(client, words, wait);
    return wait === null ? reply : durableReply(reply, waiting(), wait);
  }

  /** That commands failed with their connection says less than why it was lost. */
  #failed({ message }: Error): void {
    if (this.#lastError === '' || !/^(Reached the max retries|Connection is closed)/.test(message))
      this.#lastError = message;
  }

  #followCluster(client: Cluster, connection: number): void {
    client.on('error', (error: Error) => this.#failed(error));
    client.on('node error', (error: Error) => this.#failed(error));
    // Each connection reaches every member; it is lost only when all members are.
    client.on('ready', () => this.#host.connectionChanged(connection, ''));
    client.on('close', () => {
      const queuesOffline = this.#options.clientPolicy !== 'measured';
      if (!queuesOffline && !this.#closed) this.#host.connectionChanged(connection, null);
    });
  }

  #openAgain(client: Redis): void {
    setTimeout(() => {
      if (!this.#closed) client.connect().catch(() => {});
    }, shortRetryDelayMs);
  }

  #follow(client: Redis, connection: number): void {
    const queuesOffline = this.#options.clientPolicy !== 'measured';
    let readyDeadline: NodeJS.Timeout | undefined;
    client.on('error', (error: Error) => this.#failed(error));
    client.on('connect', () => {
      if (queuesOffline) return;
      // A host that died silently neither accepts nor answers: wait no longer than for a reply.
      readyDeadline = setTimeout(() => dropSocket(client), this.#readyWithinMs);
    });
    client.on('ready', () => {
      clearTimeout(readyDeadline);
      this.#host.connectionChanged(connection, endpointName(reachedBy(client)));
    });
    // The library ends a client whose failover detector hears of a failover while the client asks a sentinel.
    client.on('end', () => {
      if (this.#options.clientPolicy === 'production') this.#openAgain(client);
    });
    client.on('close', () => {
      clearTimeout(readyDeadline);
      this.#losses[connection]! += 1;
      // A client that queues while offline still accepts commands.
      if (!queuesOffline && !this.#closed) this.#host.connectionChanged(connection, null);
    });
  }
}

/** The timeouts of an open client, from its next connection on. ioredis rereads them on each connect. */
function reconnectTimes(timeoutMs: number) {
  return { connectTimeout: timeoutMs, sentinelCommandTimeout: timeoutMs };
}

/** The address a client is connected to. */
function reachedBy({ options, stream }: Redis): Endpoint {
  const { remoteAddress, remotePort } = stream as { readonly remoteAddress?: string; readonly remotePort?: number };
  // The peer of a unix socket has no address.
  if (remoteAddress === undefined || remotePort === undefined) return { host: options.path ?? '', port: 0 };
  return { host: remoteAddress, port: remotePort };
}

/** Sends a command and its WAIT together, so that both use the same socket. */
function callAndWait(
  client: Redis,
  words: Words,
  wait: WaitRequest | null,
): readonly [reply: Promise<unknown>, waiting: () => Promise<unknown>] {
  const reply = client.call(...words);
  const waiting = wait && client.call(...(wait.words as [string, ...string[]]));
  return [reply, async () => waiting];
}

// disconnect() alone closes gracefully and waits up to 2 s for the peer, and a dead host never answers.
function dropSocket(client: Redis): void {
  // Many operations may pass their deadline on one socket; each disconnect() adds a listener to it.
  if (client.stream?.destroyed) return;
  client.disconnect(true);
  client.stream?.destroy();
}
