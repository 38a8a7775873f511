import { notObserved } from '../../../audit/observation.js';
import { startOrEnd } from '../../../errors/start-or-end.js';
import { endpointName } from '../../../model/node.js';
import type { OperationPlan } from '../../../model/operation-plan.js';
import { respFamily } from '../../../model/protocol-family.js';
import { keyNameIn } from '../../../model/write-stamp.js';
import {
  type Driver,
  type DriverDefinition,
  type DriverHost,
  type DriverOptions,
  openWithinMs,
  outcomeCode,
} from '../driver.js';
import { durableReply } from '../durable-reply.js';
import { openClients } from '../open-clients.js';
import { isOfClient } from '../outcome-rules.js';
import { observeReply } from '../parsed-reply.js';
import { RequestWords, type Words } from '../request-words.js';
import { type WaitRequest, waitRequest } from '../wait-request.js';
import type { Client } from './client.js';
import { policyOptions } from './client-options.js';
import type { Attempt, Connection } from './connection.js';
import { connectionCreator } from './connection-creator.js';
import { type Library, libraryVersion, loadLibrary } from './library.js';
import { judge } from './outcomes.js';

/** The client library that Redis recommends; users install it themselves. */
export const nodeRedisDriver: DriverDefinition = {
  summary: "node-redis, Redis's own client library (npm install @redis/client@6.3.1); one client per connection.",
  clientPolicies: ['measured', 'production', 'application'],
  protocols: respFamily.protocols,
  // It reads from all members of a shard, or only from the primary.
  readsFrom: ['primary', 'any'],
  library: libraryVersion,
  settings: ({ view, clientPolicy, ...times }) => policyOptions(view.kind, clientPolicy, times),
  // Where the servers are, how to log in, and what would change values or routes.
  ownOptions: [
    ...[
      'url',
      'host',
      'port',
      'path',
      'tls',
      'username',
      'password',
      'credentialsProvider',
      'database',
      'RESP',
      'name',
    ],
    ...['sentinelRootNodes', 'masterPoolSize', 'replicaPoolSize', 'rootNodes', 'nodeAddressMap', 'useReplicas'],
    ...['readonly', 'typeMapping', 'clientSideCache', 'scripts', 'functions', 'modules'],
  ],
  remedies: {
    // Not a shorter socketTimeout: it does not end while the client writes.
    deadConnection: 'Destroying a client whose command takes too long',
    backOff: 'A socket.reconnectStrategy with a lower maximum',
    staleTopology: 'A shorter topologyRefreshOnReconnectionAttemptStrategy',
  },
  async open(options, host) {
    return startOrEnd(new NodeRedisDriver(options, host, await loadLibrary()), (driver) => driver.connect());
  },
};

/** One operation on its way. */
interface Issued {
  /** The client it was last sent over. */
  client: Client | undefined;
  /** The last attempt; undefined: nothing was sent. */
  attempt: Promise<unknown> | undefined;
  /** Whether an attempt ended in another way than with proof that nothing was done. */
  mayHaveRun: boolean;
  /** The answer to the WAIT sent after the last attempt. */
  waiting: Promise<unknown> | undefined;
  isGivenUp: boolean;
}

class NodeRedisDriver implements Driver {
  #options: DriverOptions;
  #host: DriverHost;
  #library: Library;
  #connections: readonly Connection[];
  #requests: RequestWords;
  #wait: WaitRequest | null;
  /** Passed with each command, because the clients of a cluster or Sentinel don't know it. */
  #commandOptions: object;
  /** By slot: the operation issued last. */
  #inSlot: (Issued | undefined)[] = [];
  /** By client: the connection (its number among those of the client) over which it last acknowledged a write. */
  #answered = new WeakMap<Client, number>();
  #readyWithinMs: number;
  #lastError = '';

  constructor(options: DriverOptions, host: DriverHost, library: Library) {
    this.#options = options;
    this.#host = host;
    this.#library = library;
    this.#requests = new RequestWords(options);
    this.#wait = waitRequest(options.durability, options.deadlineMs);
    this.#commandOptions = options.clientPolicy === 'measured' ? { timeout: 0 } : {};
    this.#readyWithinMs = openWithinMs(options);
    const create = connectionCreator(library, options, () => this.#readyWithinMs);
    this.#connections = Array.from({ length: options.connections }, (_, index) =>
      create({
        changed: (endpoint) => host.connectionChanged(index, endpoint),
        error: (error) => {
          this.#lastError = error.message;
        },
      }),
    );
  }

  async connect(): Promise<void> {
    const openings = this.#connections.map((connection) => () => connection.open());
    await openClients(openings, this.#options, this.#readyWithinMs, () => this.#lastError);
    this.#readyWithinMs = this.#options.connectTimeoutMs;
  }

  send(slot: number): void {
    const { slots, operations, runTag } = this.#options;
    const generation = slots.generation[slot]!;
    const key = slots.key[slot]!;
    const operation = operations[slots.kind[slot]!]!;
    const issued: Issued = {
      client: undefined,
      attempt: undefined,
      mayHaveRun: false,
      waiting: undefined,
      isGivenUp: false,
    };
    this.#inSlot[slot] = issued;
    this.#issue(slot, operation, issued).then(
      (reply) => {
        const seen = observeReply(operation, reply, runTag, key);
        if (seen === undefined)
          this.#host.settle(slot, generation, outcomeCode.indeterminate, 'unexpectedReply', notObserved);
        else {
          if (operation.writes) this.#acknowledged(issued);
          this.#host.settle(slot, generation, outcomeCode.ok, '', seen);
        }
      },
      (error: Error) => this.#failed(slot, generation, issued, error),
    );
  }

  // The library writes out together what was sent in one turn of the event loop.
  flush(): void {}

  deadlinePassed(slot: number): void {
    const issued = this.#inSlot[slot];
    if (this.#options.clientPolicy !== 'measured' || issued === undefined) return;
    issued.isGivenUp = true;
    if (issued.client) this.#connections[this.#options.slots.connectionOf(slot)]!.drop(issued.client);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.close();
  }

  #issue(slot: number, operation: OperationPlan, issued: Issued): Promise<unknown> {
    const { slots, runTag, replay } = this.#options;
    const words = this.#requests.sent(slot, operation);
    const wait = operation.writes ? this.#wait : null;
    // Every command of a log names its first key first.
    const key = replay ? words[1]! : keyNameIn(operation.space, runTag, slots.key[slot]!);
    const connection = this.#connections[slots.connectionOf(slot)]!;
    const reply = connection.execute(key, operation.writes, this.#attempting(words, wait, issued));
    return wait === null
      ? reply
      : durableReply(
          reply,
          reply.then(() => issued.waiting),
          wait,
        );
  }

  #attempting(words: Words, wait: WaitRequest | null, issued: Issued): Attempt {
    return (client, options) => {
      // A connection or redirection that comes too late: the key's next write may have been sent.
      if (issued.isGivenUp) return Promise.reject(new Error('The deadline has passed'));
      issued.client = client;
      issued.attempt = client.sendCommand(words, { ...this.#commandOptions, ...options });
      issued.attempt.catch((error: Error) => {
        if (judge(error).outcome !== outcomeCode.fail) issued.mayHaveRun = true;
      });
      if (wait !== null) {
        // Behind the write on the same socket: WAIT covers only writes of its own connection.
        issued.waiting = client.sendCommand(wait.words, this.#commandOptions).catch((error: Error) => {
          if (error instanceof this.#library.ErrorReply) error.name = 'ReplyError';
          throw error;
        });
        // When the write is refused, nobody awaits its WAIT.
        issued.waiting.catch(() => {});
      }
      return issued.attempt;
    };
  }

  async #failed(slot: number, generation: number, issued: Issued, error: Error): Promise<void> {
    // The library may have ended the operation for another reason, such as a refused ASKING.
    const lastReply = await issued.attempt?.then(
      () => outcomeCode.ok,
      () => outcomeCode.fail,
    );
    const { errorClass, outcome } = judge(error);
    if (!isOfClient(errorClass)) this.#host.explainError?.(errorClass, error.message);
    const mayHaveRun = issued.mayHaveRun || lastReply === outcomeCode.ok;
    if (issued.attempt === undefined)
      this.#host.settle(
        slot,
        generation,
        outcomeCode.fail,
        outcome === outcomeCode.fail ? errorClass : 'notSent',
        notObserved,
      );
    else this.#host.settle(slot, generation, mayHaveRun ? outcomeCode.indeterminate : outcome, errorClass, notObserved);
  }

  /** Reports the first write that a client of several nodes acknowledges over a new socket. */
  #acknowledged({ client }: Issued): void {
    if (client === undefined || this.#options.view.kind === 'single') return;
    if (this.#answered.get(client) === client.socketEpoch) return;
    this.#answered.set(client, client.socketEpoch);
    const { host = '', port = 0 } = client.options.socket ?? {};
    this.#host.nodeAnswered?.(endpointName({ host, port }));
  }
}
