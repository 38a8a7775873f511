import { notObserved } from '../../../audit/observation.js';
import { startOrEnd } from '../../../errors/start-or-end.js';
import { readSources } from '../../../model/client-view.js';
import { endpointName } from '../../../model/node.js';
import type { OperationPlan } from '../../../model/operation-plan.js';
import { respFamily } from '../../../model/protocol-family.js';
import {
  type Driver,
  type DriverDefinition,
  type DriverHost,
  type DriverOptions,
  openWithinMs,
  outcomeCode,
} from '../driver.js';
import { durableReply } from '../durable-reply.js';
import { mergeOptions } from '../merge-options.js';
import { openClients } from '../open-clients.js';
import { isOfClient } from '../outcome-rules.js';
import { observeReply } from '../parsed-reply.js';
import { RequestWords, type Words } from '../request-words.js';
import { type WaitRequest, waitRequest } from '../wait-request.js';
import { clusterOptions, lackOf, policyOptions, singleOptions } from './client-options.js';
import { type Client, GlideConnection } from './glide-connection.js';
import { type Library, libraryVersion, loadLibrary } from './library.js';
import { judge, replyText } from './outcomes.js';
import { plainReply } from './plain-reply.js';

/** The client library of Valkey, whose core is written in Rust; users install it themselves. */
export const valkeyGlideDriver: DriverDefinition = {
  summary:
    "Valkey GLIDE, Valkey's own client library (npm install @valkey/valkey-glide@2.5.2); one client per connection.",
  clientPolicies: ['measured', 'production', 'application'],
  protocols: respFamily.protocols,
  readsFrom: readSources,
  lackFor({ asksSentinels, followsSlots, durability }) {
    if (asksSentinels) return { why: 'valkey-glide does not support Sentinel' };
    return followsSlots && durability.kind !== 'async'
      ? { why: "valkey-glide can't send WAIT behind a write in a Redis Cluster" }
      : undefined;
  },
  library: libraryVersion,
  settings: ({ view, clientPolicy, ...times }) => policyOptions(view.kind, clientPolicy, times),
  // Where the servers are, how to log in, and what would change values or routes.
  ownOptions: [
    ...['addresses', 'databaseId', 'credentials', 'username', 'password', 'iamConfig', 'useTLS', 'protocol'],
    ...['tlsAdvancedConfiguration', 'addressResolver', 'readFrom', 'readOnly', 'nodeDiscoveryMode', 'lazyConnect'],
    ...['defaultDecoder', 'compression', 'clientSideCache', 'pubsubSubscriptions'],
  ],
  remedies: {
    deadConnection: 'A shorter requestTimeout',
    backOff: 'A connectionBackoff with a lower factor',
    staleTopology: 'A shorter interval of periodicChecks',
  },
  async open(options, host) {
    return startOrEnd(new ValkeyGlideDriver(options, host, await loadLibrary()), (driver) => driver.connect());
  },
};

/** One operation on its way. */
interface Issued {
  readonly client: Client;
  readonly generation: number;
}

class ValkeyGlideDriver implements Driver {
  #options: DriverOptions;
  #host: DriverHost;
  #library: Library;
  #connections: readonly GlideConnection[];
  #requests: RequestWords;
  #wait: WaitRequest | null;
  /** By slot: the operation issued last. */
  #inSlot: (Issued | undefined)[] = [];
  /** The library reports no sockets: only where a client has just one do we notice that it is lost, and drop it. */
  #followsSocket: boolean;

  constructor(options: DriverOptions, host: DriverHost, library: Library) {
    const { view, clientPolicy, connections } = options;
    this.#options = options;
    this.#host = host;
    this.#library = library;
    this.#requests = new RequestWords(options);
    this.#wait = waitRequest(options.durability, options.deadlineMs);
    this.#followsSocket = clientPolicy === 'measured' && view.kind === 'single';
    const create = this.#creator();
    const endpoint = view.kind === 'single' ? endpointName(view.endpoint) : '';
    this.#connections = Array.from(
      { length: connections },
      (_, index) =>
        new GlideConnection(create, (isUsable) => host.connectionChanged(index, isUsable ? endpoint : null)),
    );
  }

  async connect(): Promise<void> {
    await openClients(
      this.#connections.map((connection) => async () => {
        await connection.open().catch(({ message }: Error) => {
          throw new Error(replyText(message));
        });
      }),
      this.#options,
      openWithinMs(this.#options),
      () => '',
    );
  }

  send(slot: number): void {
    const { slots, operations, runTag } = this.#options;
    const generation = slots.generation[slot]!;
    const key = slots.key[slot]!;
    const operation = operations[slots.kind[slot]!]!;
    const { client } = this.#connections[slots.connectionOf(slot)]!;
    if (client === undefined) {
      setImmediate(() => this.#host.settle(slot, generation, outcomeCode.fail, 'notSent', notObserved));
      return;
    }
    this.#inSlot[slot] = { client, generation };
    this.#issue(client, this.#requests.sent(slot, operation), operation).then(
      (reply) => {
        const seen = observeReply(operation, plainReply(reply), runTag, key);
        if (seen === undefined)
          this.#host.settle(slot, generation, outcomeCode.indeterminate, 'unexpectedReply', notObserved);
        else this.#host.settle(slot, generation, outcomeCode.ok, '', seen);
      },
      (error: Error) => this.#failed(slot, { client, generation }, error),
    );
  }

  // The library writes out together what was sent in one turn of the event loop.
  flush(): void {}

  deadlinePassed(slot: number): void {
    const issued = this.#inSlot[slot];
    const { slots } = this.#options;
    if (!this.#followsSocket || issued?.generation !== slots.generation[slot]) return;
    this.#connections[slots.connectionOf(slot)]!.drop(issued!.client);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.close();
  }

  #creator(): () => Promise<Client> {
    const { view, clientOptions } = this.#options;
    const library = this.#library;
    switch (view.kind) {
      case 'single': {
        refuseIfLacking(lackOf(view.access, [view.endpoint]));
        const options = mergeOptions(singleOptions(library, view, this.#options), clientOptions);
        return () => library.GlideClient.createClient(options);
      }
      case 'cluster': {
        refuseIfLacking(lackOf(view.access, view.seeds));
        if (this.#wait !== null) refuseIfLacking('send WAIT behind a write in a Redis Cluster');
        const options = mergeOptions(clusterOptions(library, view, this.#options), clientOptions);
        return () => library.GlideClusterClient.createClient(options);
      }
      case 'sentinel':
        return refuseIfLacking('connect through Sentinel');
      case 'pool':
        return refuseIfLacking('speak to memcached');
      default:
        return view satisfies never;
    }
  }

  async #issue(client: Client, words: Words, { writes, space }: OperationPlan): Promise<unknown> {
    const wait = writes ? this.#wait : null;
    const { Decoder } = this.#library;
    // The library reports text that is no UTF-8 as an error, and what users' own commands read may be any bytes.
    const decoder = { decoder: space === 'command' ? Decoder.Bytes : Decoder.String };
    if (wait === null || !(client instanceof this.#library.GlideClient))
      return client.customCommand([...words], decoder);
    // One batch, so that both use the same socket: WAIT covers only writes of its own connection.
    const batch = new this.#library.Batch(false).customCommand([...words]).customCommand([...wait.words]);
    const { deadlineMs } = this.#options;
    const [write, waiting] = (await client.exec(batch, false, { timeout: deadlineMs, ...decoder })) ?? [];
    return durableReply(settled(write), settled(waiting), wait);
  }

  #failed(slot: number, { client, generation }: Issued, error: Error): void {
    const { slots, view } = this.#options;
    const { errorClass, outcome, text } = judge(error, view.kind === 'cluster');
    if (!isOfClient(errorClass)) this.#host.explainError?.(errorClass, text);
    if (this.#followsSocket) {
      const connection = this.#connections[slots.connectionOf(slot)]!;
      if (errorClass === 'connectionLost') connection.lost(client);
      if (errorClass === 'timeout') connection.drop(client);
    }
    this.#host.settle(slot, generation, outcome, errorClass, notObserved);
  }
}

function refuseIfLacking(lack: string): never;
function refuseIfLacking(lack: string | undefined): void;
function refuseIfLacking(lack: string | undefined): void {
  if (lack !== undefined) throw new Error(`valkey-glide can't ${lack}; use another driver`);
}

/** A reply in a batch, which may be an error. */
async function settled(reply: unknown): Promise<unknown> {
  if (!(reply instanceof Error)) return reply;
  const { name, message } = reply;
  throw Object.assign(reply, name === 'RequestError' && { name: 'ReplyError', message: replyText(message) });
}
