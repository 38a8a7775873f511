import { missing, notObserved } from '../../../audit/observation.js';
import { startOrEnd } from '../../../errors/start-or-end.js';
import type { ClientView } from '../../../model/client-view.js';
import { type Placement, placement } from '../../../model/hashing/placement.js';
import { endpointName } from '../../../model/node.js';
import type { OperationPlan } from '../../../model/operation-plan.js';
import { keyNameIn } from '../../../model/write-stamp.js';
import {
  type Driver,
  type DriverHost,
  type DriverLack,
  type DriverNeeds,
  type DriverOptions,
  openWithinMs,
  outcomeCode,
} from '../driver.js';
import { openClients } from '../open-clients.js';
import { isOfClient } from '../outcome-rules.js';
import { observeReply } from '../parsed-reply.js';
import { RequestWords } from '../request-words.js';
import { commandOf, verbs, wordsOf } from './command.js';
import { judge } from './outcomes.js';
import type { PoolClient, PoolClientSettings } from './pool-client.js';

type PoolView = Extract<ClientView, { readonly kind: 'pool' }>;
/** Why these libraries can't send such a load; undefined: they can. */
export function lackOf(library: string, { operations, ejectsLost, secures }: DriverNeeds): DriverLack | undefined {
  const known: readonly string[] = verbs;
  const unknown = operations.find((operation) => wordsOf(operation).some(([verb = '']) => !known.includes(verb)));
  if (unknown !== undefined) return { why: `${library} has no ${unknown.name}` };
  if (ejectsLost)
    return {
      why: `${library} does not distribute the keys of a lost server over the others`,
      setting: 'topology.ejectLost=false',
    };
  return secures ? { why: `${library} supports neither TLS nor the password of an auth file` } : undefined;
}

/** Opens the clients of one load thread. `options`: those of the library. Throws if a server can't be reached. */
export async function openPoolDriver(
  library: string,
  options: DriverOptions,
  host: DriverHost,
  create: (options: DriverOptions, settings: Omit<PoolClientSettings, 'options'>) => PoolClient,
): Promise<Driver> {
  const { view, operations } = options;
  if (view.kind !== 'pool') throw new Error(`${library} supports only memcached; use another driver`);
  const { tls, password } = view.access;
  const secures = tls !== null || password !== null;
  const needs = { asksSentinels: false, followsSlots: false, ejectsLost: view.ejectsLost, secures };
  const lack = lackOf(library, { ...needs, operations, durability: options.durability });
  if (lack !== undefined) throw new Error(lack.why);
  return startOrEnd(new PoolDriver(options, view, host, (settings) => create(options, settings)), (driver) =>
    driver.connect(),
  );
}

/** A client of a pool, and which of its servers can be used. */
interface Pool {
  readonly client: PoolClient;
  /** How often a connection ended: an operation pending meanwhile may have been sent twice. */
  losses: number;
}

class PoolDriver implements Driver {
  #options: DriverOptions;
  #host: DriverHost;
  #pools: readonly Pool[];
  #place: Placement;
  #requests: RequestWords;
  /** By kind of operation: its commands, one after the other. */
  #commands: readonly (readonly OperationPlan[])[];

  constructor(
    options: DriverOptions,
    { servers, hashing }: PoolView,
    host: DriverHost,
    create: (settings: Omit<PoolClientSettings, 'options'>) => PoolClient,
  ) {
    const endpoints = servers.map(({ endpoint }) => endpoint);
    this.#options = options;
    this.#host = host;
    this.#place = placement(hashing, endpoints);
    this.#requests = new RequestWords(options);
    this.#commands = options.operations.map((operation) =>
      wordsOf(operation).map((words) => ({ ...operation, words })),
    );
    const name = endpoints.length === 1 ? endpointName(endpoints[0]!) : '';
    this.#pools = Array.from({ length: options.connections }, (_, index) => {
      const usable = new Set<number>();
      const pool: Pool = {
        losses: 0,
        client: create({
          servers: endpoints,
          place: this.#place,
          isMeasured: options.clientPolicy === 'measured',
          changed: (server, isUsable) => {
            const before = usable.size;
            if (isUsable) usable.add(server);
            else usable.delete(server);
            // It is lost only when all servers are.
            if (isUsable || (before > 0 && usable.size === 0)) host.connectionChanged(index, isUsable ? name : null);
          },
          lost: () => {
            pool.losses += 1;
          },
        }),
      };
      return pool;
    });
  }

  async connect(): Promise<void> {
    await openClients(
      this.#pools.map(
        ({ client }) =>
          () =>
            client.open(),
      ),
      this.#options,
      openWithinMs(this.#options, 1),
      () => '',
    );
  }

  send(slot: number): void {
    const { slots, operations, runTag } = this.#options;
    const generation = slots.generation[slot]!;
    const key = slots.key[slot]!;
    const operation = operations[slots.kind[slot]!]!;
    const pool = this.#pools[slots.connectionOf(slot)]!;
    const { losses } = pool;
    this.#issue(slot, generation, pool.client).then(
      (reply) => {
        const isMiss = reply === null && operation.reply === 'count';
        const seen = isMiss ? missing : observeReply(operation, reply, runTag, key);
        if (seen === undefined)
          this.#host.settle(slot, generation, outcomeCode.indeterminate, 'unexpectedReply', notObserved);
        else this.#host.settle(slot, generation, outcomeCode.ok, '', seen);
      },
      (error: Error) => {
        const { errorClass, outcome, text } = judge(error.message);
        if (!isOfClient(errorClass)) this.#host.explainError?.(errorClass, text);
        const proven = losses === pool.losses ? outcome : outcomeCode.indeterminate;
        this.#host.settle(slot, generation, proven, errorClass, notObserved);
      },
    );
  }

  flush(): void {}

  deadlinePassed(slot: number): void {
    const { slots, operations, runTag, clientPolicy } = this.#options;
    if (clientPolicy !== 'measured') return;
    const { space } = operations[slots.kind[slot]!]!;
    const server = this.#place(keyNameIn(space, runTag, slots.key[slot]!));
    this.#pools[slots.connectionOf(slot)]!.client.drop(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { client } of this.#pools) client.close();
  }

  /**
   * One command after the other, because the libraries may send them over different sockets: a write with the chain audit is
   * a get, and then a set. Returns the answer to the first.
   */
  async #issue(slot: number, generation: number, client: PoolClient): Promise<unknown> {
    const { slots } = this.#options;
    const commands = this.#commands[slots.kind[slot]!]!.map((planned) => {
      const words = this.#requests.of(slot, planned);
      return commandOf(words, planned.lifetime === undefined ? 0 : Number(words.at(-1)));
    });
    const answers: unknown[] = [];
    for (const command of commands) {
      // The key's next write may have been sent.
      if (slots.generation[slot] !== generation) throw new Error('The deadline has passed');
      answers.push(await client.call(command));
    }
    return answers[0];
  }
}
