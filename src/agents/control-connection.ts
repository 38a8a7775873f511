import { createRequire } from 'node:module';
import type { Redis } from 'ioredis';
import { UsageError } from '../errors/errors.js';
import { redactUrl } from '../model/redact-url.js';
import { parseTargetUrl } from '../model/target-url.js';

const require = createRequire(import.meta.url);

/** Loads ioredis on first use. */
function ioredis(): typeof import('ioredis') {
  return require('ioredis') as typeof import('ioredis');
}

/** The schemes that lead to one server; the others lead to several, or to none of Redis. */
const oneRedis = /^(rediss?|unix):\/\//;
const connectTimeoutMs = 5_000;
const reconnectDelayMs = 100;

/**
 * A connection to the control Redis. It reconnects forever, and keeps what it could not send: a short outage of the control
 * Redis delays messages, and loses none. Throws UsageError for a URL of anything but a single Redis.
 */
export function openControl(url: string): Redis {
  const parsed = parseTargetUrl(url);
  if (parsed.expected !== undefined)
    throw new UsageError(`--control is no URL of a Redis: expected ${parsed.expected}, found ${redactUrl(url)}`);
  const { endpoints, access } = parsed.value;
  const [endpoint] = endpoints;
  if (!oneRedis.test(url) || endpoint === undefined)
    throw new UsageError(`--control must be a single Redis, such as redis://host:6379, found ${redactUrl(url)}`);
  const { host, port } = endpoint;
  const connection = new (ioredis().Redis)({
    ...(host.startsWith('/') ? { path: host } : { host, port }),
    ...(access.username !== null && { username: access.username }),
    ...(access.password !== null && { password: access.password }),
    ...(access.tls !== null && { tls: access.tls.verify ? {} : { rejectUnauthorized: false } }),
    db: access.database,
    connectTimeout: connectTimeoutMs,
    maxRetriesPerRequest: null,
    disconnectTimeout: 0,
    retryStrategy: () => reconnectDelayMs,
  });
  // Each attempt to reconnect reports its failure; what matters is whether an answer comes in time.
  connection.on('error', () => {});
  return connection;
}
