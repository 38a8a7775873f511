import { HttpConnection, type HttpEnd } from './http-connection.js';
import type { FilledRequest } from './http-requests.js';

const connectTimeoutMs = 10_000;
const readBufferBytes = 64 * 1024;

/** Requests to an application outside the load, over as many connections as are in flight. Disposing it closes them. */
export class HttpService implements Disposable {
  #options: ConstructorParameters<typeof HttpConnection>[0];
  #connections = new Set<HttpConnection>();
  #idle: HttpConnection[] = [];

  constructor(url: string) {
    this.#options = { url: new URL(url), connectTimeoutMs, readBuffer: Buffer.allocUnsafeSlow(readBufferBytes) };
  }

  /** Never rejects. */
  ask(request: FilledRequest, timeoutMs: number): Promise<HttpEnd> {
    const connection = this.#idle.pop() ?? new HttpConnection(this.#options);
    this.#connections.add(connection);
    return new Promise((resolve) => {
      const timer = setTimeout(() => connection.giveUp(), timeoutMs);
      connection.send(request, (end) => {
        clearTimeout(timer);
        this.#idle.push(connection);
        resolve(end);
      });
    });
  }

  [Symbol.dispose](): void {
    for (const connection of this.#connections) connection.close();
  }
}
