import { createRequire } from 'node:module';
import type { Client } from 'undici';
import { notObserved } from '../../../audit/observation.js';
import { EnvironmentError } from '../../../errors/errors.js';
import { type Driver, type DriverDefinition, type DriverHost, type DriverOptions, outcomeCode } from '../driver.js';
import { type HttpEnd, HttpExchange } from './http-exchange.js';
import { judgeReply } from './http-reply.js';
import { HttpRequests } from './http-requests.js';

/** A longer answer ends its connection. */
const mostResponseBytes = 64 * 1024 * 1024;

/** Requests to an application, for its `requests` in a scenario. */
export const httpDriver: DriverDefinition = {
  summary: 'HTTP requests to an application (application.requests), over undici; one request at a time per connection.',
  clientPolicies: ['measured'],
  protocols: [],
  readsFrom: ['primary'],
  library: async () => ({
    name: 'undici',
    version: (createRequire(import.meta.url)('undici/package.json') as { readonly version: string }).version,
  }),
  settings: ({ connectTimeoutMs }) => clientOptions(connectTimeoutMs),
  async open(options, host) {
    const { applicationUrl } = options;
    if (applicationUrl == null) throw new EnvironmentError('The driver http needs an application.');
    const { Client } = await import('undici');
    const { origin } = new URL(applicationUrl);
    const clients = Array.from(
      { length: options.connections },
      () => new Client(origin, clientOptions(options.connectTimeoutMs)),
    );
    // Each connects with its first request, and again after a loss.
    for (const connection of clients.keys()) host.connectionChanged(connection, new URL(origin).host);
    return new HttpDriver(clients, options, host);
  },
};

/** The deadline of an operation is the load's, so undici has none. */
function clientOptions(connectTimeoutMs: number) {
  return {
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: mostResponseBytes,
    connect: { timeout: connectTimeoutMs },
  };
}

class HttpDriver implements Driver {
  #clients: readonly Client[];
  #options: DriverOptions;
  #host: DriverHost;
  #requests: HttpRequests;
  /** By slot. */
  #exchanges: HttpExchange[] = [];

  constructor(clients: readonly Client[], options: DriverOptions, host: DriverHost) {
    this.#clients = clients;
    this.#options = options;
    this.#host = host;
    this.#requests = new HttpRequests(options);
  }

  send(slot: number): void {
    const { slots, operations } = this.#options;
    const operation = operations[slots.kind[slot]!]!;
    const generation = slots.generation[slot]!;
    const key = slots.key[slot]!;
    const exchange = new HttpExchange((end) => this.#settle(slot, generation, operation, key, end));
    this.#exchanges[slot] = exchange;
    this.#clients[slots.connectionOf(slot)]!.dispatch(
      this.#requests.of(operation, key, slots.sequence[slot]!),
      exchange,
    );
  }

  // undici writes each request to its socket immediately.
  flush(): void {}

  deadlinePassed(slot: number): void {
    this.#exchanges[slot]?.giveUp();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.destroy()));
  }

  #settle(
    slot: number,
    generation: number,
    operation: DriverOptions['operations'][number],
    key: number,
    end: HttpEnd,
  ): void {
    if ('outcome' in end) {
      this.#host.settle(slot, generation, outcomeCode[end.outcome], end.errorClass, notObserved);
      return;
    }
    const { status, body } = end;
    const { outcome, errorClass, seen } = judgeReply(operation, this.#options.runTag, key, status, body);
    if (outcome !== outcomeCode.ok) this.#host.explainError?.(errorClass, `${status} ${body}`);
    this.#host.settle(slot, generation, outcome, errorClass, seen);
  }
}
