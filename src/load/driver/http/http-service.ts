import { type HttpEnd, HttpExchange } from './http-exchange.js';
import type { FilledRequest } from './http-requests.js';

/** Requests to an application outside the load. Disposing it closes its connections. */
export interface HttpService extends AsyncDisposable {
  /** Never rejects. */
  ask(request: FilledRequest, timeoutMs: number): Promise<HttpEnd>;
}

/** Opens at most this many connections, when needed. */
export async function openHttpService(url: string, connections: number): Promise<HttpService> {
  const { Pool } = await import('undici');
  const pool = new Pool(new URL(url).origin, { connections, pipelining: 1 });
  return {
    ask: (request, timeoutMs) =>
      new Promise((resolve) => {
        const exchange = new HttpExchange((end) => {
          clearTimeout(timer);
          resolve(end);
        });
        const timer = setTimeout(() => exchange.giveUp(), timeoutMs);
        pool.dispatch(request, exchange);
      }),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}
