import { notObserved } from '../../../audit/observation.js';
import { EnvironmentError } from '../../../errors/errors.js';
import { type Driver, type DriverDefinition, type DriverHost, type DriverOptions, outcomeCode } from '../driver.js';
import { HttpConnection, type HttpEnd } from './http-connection.js';
import { judgeReply } from './http-reply.js';
import { HttpRequests } from './http-requests.js';

const readBufferBytes = 64 * 1024;

/** Requests to an application, for its `requests` in a scenario. */
export const httpDriver: DriverDefinition = {
  summary: 'HTTP/1.1 requests to an application (application.requests); one request at a time per connection.',
  clientPolicies: ['measured'],
  protocols: [],
  readsFrom: ['primary'],
  library: async () => ({ name: 'http', version: null }),
  settings: () => ({}),
  async open(options, host) {
    const { applicationUrl } = options;
    if (applicationUrl == null) throw new EnvironmentError('The driver http needs an application.');
    const url = new URL(applicationUrl);
    // Each connects with its first request, and again after a loss.
    for (let index = 0; index < options.connections; index += 1) host.connectionChanged(index, url.host);
    return new HttpDriver(url, options, host);
  },
};

class HttpDriver implements Driver {
  #options: DriverOptions;
  #host: DriverHost;
  #requests: HttpRequests;
  #connections: readonly HttpConnection[];
  /** By slot: its use that was sent last. */
  #generation: Uint32Array;
  #onEnd: readonly ((end: HttpEnd) => void)[];

  constructor(url: URL, options: DriverOptions, host: DriverHost) {
    const { connectTimeoutMs, connections, slots } = options;
    this.#options = options;
    this.#host = host;
    this.#requests = new HttpRequests(url, options);
    const readBuffer = Buffer.allocUnsafeSlow(readBufferBytes);
    this.#connections = Array.from(
      { length: connections },
      () => new HttpConnection({ url, connectTimeoutMs, readBuffer }),
    );
    this.#generation = new Uint32Array(slots.count);
    this.#onEnd = Array.from({ length: slots.count }, (_, slot) => (end: HttpEnd) => this.#settle(slot, end));
  }

  send(slot: number): void {
    const { slots, operations } = this.#options;
    this.#generation[slot] = slots.generation[slot]!;
    const request = this.#requests.of(operations[slots.kind[slot]!]!, slots.key[slot]!, slots.sequence[slot]!);
    this.#connections[slots.connectionOf(slot)]!.send(request, this.#onEnd[slot]!);
  }

  // Each request is written to its socket immediately.
  flush(): void {}

  deadlinePassed(slot: number): void {
    this.#connections[this.#options.slots.connectionOf(slot)]!.giveUp();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.close();
  }

  #settle(slot: number, end: HttpEnd): void {
    const { slots, operations, runTag } = this.#options;
    const generation = this.#generation[slot]!;
    if ('outcome' in end) {
      this.#host.settle(slot, generation, outcomeCode[end.outcome], end.errorClass, notObserved);
      return;
    }
    const { status, body } = end;
    const operation = operations[slots.kind[slot]!]!;
    const { outcome, errorClass, seen } = judgeReply(operation, runTag, slots.key[slot]!, status, body);
    if (outcome !== outcomeCode.ok) this.#host.explainError?.(errorClass, `${status} ${body}`);
    this.#host.settle(slot, generation, outcome, errorClass, seen);
  }
}
