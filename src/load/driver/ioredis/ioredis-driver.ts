import type { Cluster, Redis } from 'ioredis';

import { countedAs, missing, notObserved, observedSequence } from '../../../audit/observation.js';

import { hidePassword } from '../../../model/access.js';
import { boundReplies } from '../../../model/bound-replies.js';
import type { ClientView } from '../../../model/client-view.js';
import { foreignText } from '../../../model/foreign-text.js';
import { type Endpoint, endpointName } from '../../../model/node.js';

import {
  dataPlaceholder,
  keyPlaceholder,
  type OperationPlan,
  randomDigits,
  randomPlaceholder,
} from '../../../model/operation-plan.js';
import { respFamily } from '../../../model/protocol-family.js';
import { keyNameIn } from '../../../model/write-stamp.js';
import { forkRandom, type Random } from '../../../random/random.js';
import { valueFor } from '../../workload/value.js';
import { type ValuePadding, valuePadding } from '../../workload/value-padding.js';
import { boundsOf, valueSizer } from '../../workload/value-size.js';
import {
  type Driver,
  type DriverDefinition,
  type DriverHost,
  type DriverOptions,
  extraOpenMs,
  outcomeCode,
} from '../driver.js';
import { isOfClient, judgeError } from '../outcome-rules.js';
import { replyBound } from '../reply-bound.js';
import { isEnough, type WaitRequest, waitRequest } from '../wait-request.js';
import { clientOptions } from './client-options.js';
import { ClusterClients } from './cluster-client.js';
import { ioredis } from './ioredis.js';

/** How long opening may take: ioredis queries sentinels forever, and waits forever for a silent server. */
const openTimeouts = 10;
const leastOpenMs = 5_000;
/**
 * A TLS handshake takes about 2 ms on this thread and on the server (P-256, measured); with more at once, some would time
 * out.
 */
const mostHandshakesAtOnce = 20;

/** The application's own client: the one people use, with its reconnects and quirks. */
export const ioredisDriver: DriverDefinition = {
  summary: 'ioredis, the client library that applications use; one client per connection.',
  clientPolicies: ['measured', 'production', 'application'],
  protocols: respFamily.protocols,
  open: openIoredisDriver,
};

async function openIoredisDriver(options: DriverOptions, host: DriverHost): Promise<Driver> {
  const driver = new IoredisDriver(options, host);
  try {
    await driver.connect();
    return driver;
  } catch (error) {
    await driver[Symbol.asyncDispose]();
    throw error;
  }
}

class IoredisDriver implements Driver {
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
  #random: Random;
  #bytesOf: (key: number, sequence: number) => number;
  #padding: ValuePadding;

  constructor(options: DriverOptions, host: DriverHost) {
    this.#options = options;
    this.#host = host;
    this.#losses = new Uint32Array(options.connections);
    this.#readyWithinMs = Math.max(leastOpenMs, openTimeouts * options.connectTimeoutMs) + extraOpenMs(options);
    this.#wait = waitRequest(options.durability, options.deadlineMs);
    this.#cluster =
      options.view.kind === 'cluster' ? new ClusterClients(options.view, options, host, this.#wait?.words ?? []) : null;
    this.#random = forkRandom(options.seed, 'requests');
    this.#bytesOf = valueSizer(options.valueSizes, options.seed);
    this.#padding = valuePadding(options.data, options.seed, boundsOf(options.valueSizes).mostBytes);
  }

  async connect(): Promise<void> {
    const { view, clientPolicy, connectTimeoutMs, connections, giveUp } = this.#options;
    // A thread waiting for a core is slow with its own handshakes; restarting them would only take longer.
    const opening = { ...this.#options, connectTimeoutMs: connectTimeoutMs + extraOpenMs(this.#options) };
    for (let connection = 0; connection < connections; connection += 1) {
      if (this.#cluster) {
        const client = this.#cluster.create(connection, () => {
          this.#losses[connection]! += 1;
        });
        this.#clients.push(client);
        this.#followCluster(client, connection);
      } else {
        const client = new (ioredis().Redis)(clientOptions(view, clientPolicy, opening));
        boundReplies(client, replyBound(this.#options));
        this.#clients.push(client);
        this.#follow(client, connection);
      }
    }
    const openMs = this.#readyWithinMs;
    let timer: NodeJS.Timeout | undefined;
    let noLonger = () => {};
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no connection within ${openMs / 1000} s`)), openMs);
      noLonger = () => reject(new Error('given up'));
    });
    giveUp?.addEventListener('abort', noLonger);
    if (giveUp?.aborted) noLonger();
    try {
      await Promise.race([this.#connectAll(), tooLate]);
      this.#readyWithinMs = connectTimeoutMs;
      for (const client of this.#clients)
        if (!isCluster(client)) Object.assign(client.options, reconnectTimes(clientPolicy, connectTimeoutMs));
    } catch (error) {
      const { message } = error as Error;
      throw new Error(withoutPasswords(this.#lastError === '' ? message : `${message} ${this.#lastError}`, view));
    } finally {
      clearTimeout(timer);
      giveUp?.removeEventListener('abort', noLonger);
    }
  }

  /** ioredis times each connection separately, although they all share this thread. */
  async #connectAll(): Promise<void> {
    const atOnce = this.#options.view.access.tls === null ? this.#clients.length : mostHandshakesAtOnce;
    for (let first = 0; first < this.#clients.length && !this.#closed; first += atOnce)
      await Promise.all(this.#clients.slice(first, first + atOnce).map(connectWholly));
  }

  send(slot: number): void {
    const { slots } = this.#options;
    const generation = slots.generation[slot]!;
    const connection = slots.connectionOf(slot);
    const losses = this.#losses[connection]!;
    const key = slots.key[slot]!;
    const operation = this.#options.operations[slots.kind[slot]!]!;
    this.#issue(slot, key, operation).then(
      (reply) => {
        const seen = this.#observe(operation, reply, key);
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

  #issue(slot: number, key: number, operation: OperationPlan): Promise<unknown> {
    const { slots, runTag } = this.#options;
    const client = this.#clients[slots.connectionOf(slot)]!;
    const keyText = keyNameIn(operation.space, runTag, key);
    const sequence = slots.sequence[slot]!;
    const value = valueFor(runTag, key, sequence, this.#bytesOf(key, sequence), this.#padding, operation.keyBase);
    const [command = '', ...words] = operation.words.map((word) =>
      word
        .replaceAll(keyPlaceholder, keyText)
        .replaceAll(dataPlaceholder, value)
        .replaceAll(randomPlaceholder, () => randomNumber(this.#random)),
    );
    // ioredis recognises read-only commands only by lower-case names.
    const name = this.#cluster !== null && !operation.writes ? command.toLowerCase() : command;
    const wait = operation.writes ? this.#wait : null;
    const [reply, waiting] = isCluster(client)
      ? this.#cluster!.call(client, slot, [name, ...words], wait !== null)
      : callAndWait(client, [name, ...words], wait);
    return wait === null ? reply : durably(reply, waiting(), wait);
  }

  /**
   * What a reply shows of the key, as in `observedSequence`; undefined: no server that follows the protocol answers like
   * this.
   */
  #observe(operation: OperationPlan, reply: unknown, key: number): number | undefined {
    switch (operation.reply) {
      case 'replaced':
      case 'value':
        return reply === null || typeof reply === 'string'
          ? observedSequence(reply, this.#options.runTag, key + operation.keyBase)
          : undefined;
      case 'ok':
        return reply === 'OK' ? notObserved : undefined;
      case 'values':
        // A list that is too short doesn't show which keys are missing.
        return Array.isArray(reply) && reply.length === operation.keyCount
          ? reply.filter((value) => value !== null).length
          : undefined;
      case 'presence':
        return isEmpty(reply) ? missing : notObserved;
      case 'count':
        return typeof reply === 'number' ? countedAs(reply, operation.countUnit) : undefined;
      default:
        return reply === null ? missing : notObserved;
    }
  }

  #followCluster(client: Cluster, connection: number): void {
    client.on('error', (error: Error) => {
      this.#lastError = error.message;
    });
    client.on('node error', (error: Error) => {
      this.#lastError = error.message;
    });
    // Each connection reaches every member; it is lost only when all members are.
    client.on('ready', () => this.#host.connectionChanged(connection, ''));
    client.on('close', () => {
      const queuesOffline = this.#options.clientPolicy !== 'measured';
      if (!queuesOffline && !this.#closed) this.#host.connectionChanged(connection, null);
    });
  }

  #follow(client: Redis, connection: number): void {
    const queuesOffline = this.#options.clientPolicy !== 'measured';
    let readyDeadline: NodeJS.Timeout | undefined;
    client.on('error', (error: Error) => {
      this.#lastError = error.message;
    });
    client.on('connect', () => {
      if (queuesOffline) return;
      // A host that died silently neither accepts nor answers: wait no longer than for a reply.
      readyDeadline = setTimeout(() => dropSocket(client), this.#readyWithinMs);
    });
    client.on('ready', () => {
      clearTimeout(readyDeadline);
      this.#host.connectionChanged(connection, endpointName(reachedBy(client)));
    });
    client.on('close', () => {
      clearTimeout(readyDeadline);
      this.#losses[connection]! += 1;
      // A client that queues while offline still accepts commands.
      if (!queuesOffline && !this.#closed) this.#host.connectionChanged(connection, null);
    });
  }
}

// A cluster client connects to a member on its first command, and refuses further ones until connected.
/** The timeouts of an open client, from its next connection on. ioredis rereads them on each connect. */
function reconnectTimes(policy: DriverOptions['clientPolicy'], timeoutMs: number) {
  return policy === 'application' ? {} : { connectTimeout: timeoutMs, sentinelCommandTimeout: timeoutMs };
}

async function connectWholly(client: Redis | Cluster): Promise<void> {
  await client.connect();
  if (isCluster(client)) await Promise.all(client.nodes('all').map(untilReady));
}

async function untilReady(member: Redis): Promise<void> {
  if (member.status === 'ready') return;
  if (member.status === 'wait') await member.connect();
  else await new Promise<void>((resolve) => member.once('ready', () => resolve()));
}

// Some servers echo the parameters of an unknown command.
function withoutPasswords(text: string, view: ClientView): string {
  const hidden = hidePassword(text, view.access);
  return foreignText(view.kind === 'sentinel' ? hidePassword(hidden, view.sentinelAccess) : hidden);
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
  words: readonly [string, ...string[]],
  wait: WaitRequest | null,
): readonly [reply: Promise<unknown>, waiting: () => Promise<unknown>] {
  const reply = client.call(...words);
  const waiting = wait && client.call(...(wait.words as [string, ...string[]]));
  return [reply, async () => waiting];
}

/** A write is acknowledged by its reply plus a WAIT or WAITAOF that reports at least the requested number of copies. */
async function durably(reply: Promise<unknown>, waiting: Promise<unknown>, wait: WaitRequest): Promise<unknown> {
  const [write, answer] = await Promise.allSettled([reply, waiting]);
  if (write.status === 'rejected') throw write.reason;
  const [command] = wait.words;
  if (answer.status === 'rejected') throw refusedWait(answer.reason as Error, command);
  if (!isEnough(wait, answer.value))
    throw new Error(`${command} was acknowledged by fewer than asked (${answer.value} of ${wait.atLeast})`);
  return write.value;
}

// An error from WAIT says nothing about the write before it, which was executed.
function refusedWait({ name, message }: Error, command: string | undefined): Error {
  const isRefusal = name === 'ReplyError' || judgeError(message).outcome === outcomeCode.fail;
  return new Error(isRefusal ? `${command} was refused (${message})` : message);
}

// disconnect() alone closes gracefully and waits up to 2 s for the peer, and a dead host never answers.
function dropSocket(client: Redis): void {
  // Many operations may pass their deadline on one socket; each disconnect() adds a listener to it.
  if (client.stream?.destroyed) return;
  client.disconnect(true);
  client.stream?.destroy();
}

/** Nil, an empty string, a list of nothing but nils, or 0. */
function isEmpty(reply: unknown): boolean {
  if (Array.isArray(reply)) return reply.every((value) => value === null);
  return reply === null || reply === '' || reply === 0;
}

function randomNumber(random: Random): string {
  return Array.from({ length: randomDigits }, () => random.below(10)).join('');
}

function isCluster(client: Redis | Cluster): client is Cluster {
  return client.isCluster;
}
