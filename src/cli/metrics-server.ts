import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EnvironmentError } from '../errors/errors.js';

const host = '127.0.0.1';
const path = '/metrics';
/** Source: OpenMetrics 1.0, "Protocol Negotiation". */
const contentType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** Metrics over HTTP on loopback, until disposed. */
export interface MetricsServer extends AsyncDisposable {
  readonly url: string;
}

/**
 * Serves the current result of `read` on each request. Port 0: any free port; undefined: serves nothing. Throws
 * EnvironmentError if the port is taken.
 */
export async function serveMetrics(port: number | undefined, read: () => string): Promise<MetricsServer | null> {
  if (port === undefined) return null;
  const server = createServer(answering(read));
  // A scraper keeps its connection; many connections must not take memory from the load.
  server.maxConnections = 32;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(notServed(port, error)));
    server.listen({ host, port }, resolve);
  });
  server.on('error', () => {});
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${bound}${path}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answering(read: () => string): RequestListener {
  return ({ method, url = '' }, response) => {
    if (url.split('?')[0] !== path) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end(`Metrics: ${path}\n`);
    } else if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else {
      response.writeHead(200, { 'content-type': contentType }).end(method === 'HEAD' ? undefined : read());
    }
  };
}

function notServed(port: number, { code, message }: NodeJS.ErrnoException): EnvironmentError {
  const reason =
    code === 'EADDRINUSE'
      ? 'is taken by another program'
      : code === 'EACCES'
        ? 'requires permissions that this user lacks'
        : `can't be used (${message})`;
  return new EnvironmentError(`Port ${port} on ${host} ${reason}. Try: another --metrics PORT, or 0 for a free one`);
}
