import { createRequire } from 'node:module';
import type { Redis } from 'ioredis';
import { atMost } from '../clock/wait.js';
import { EnvironmentError, UsageError } from '../errors/errors.js';
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
const answerTimeoutMs = 5_000;
const reconnectDelayMs = 100;

/**
 * A connection to the control Redis. It reconnects forever, and keeps what it could not send: a short outage of the control
 * Redis delays messages, and loses none. Throws UsageError for a URL of anything but a single Redis.
 */
export function openControl(url: string): Redis {
  const {
    endpoint: { host, port },
    access,
  } = addressOf(url);
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

/**
 * The first answer of a control Redis. Throws EnvironmentError with the reason if it refuses to talk to us, or does not answer
 * in time.
 */
export async function firstAnswer<T>(connection: Redis, url: string, ask: () => Promise<T>): Promise<T> {
  let trouble = '';
  connection.on('error', ({ message }) => {
    trouble = ` (${message})`;
  });
  const name = redactUrl(url);
  const asking = Promise.all([ask(), connection.select(connection.options.db ?? 0)]);
  const answer = await atMost(asking, answerTimeoutMs).catch(({ message }: Error) => {
    throw new EnvironmentError(
      `The control Redis ${name} refused the connection (${message}). Try: the password, user and database in the URL with redis-cli -u URL ping`,
    );
  });
  if (answer !== undefined) return answer[0];
  throw new EnvironmentError(
    `The control Redis ${name} did not answer within ${answerTimeoutMs / 1000} s${trouble}. Try: redis-cli -u URL ping`,
  );
}

function addressOf(url: string) {
  const parsed = parseTargetUrl(url);
  if (parsed.expected === undefined && oneRedis.test(url)) {
    const { endpoints, access } = parsed.value;
    const [endpoint] = endpoints;
    if (endpoint !== undefined) return { endpoint, access };
  }
  const why = oneRedis.test(url) && parsed.expected !== undefined ? `: expected ${parsed.expected}` : '';
  throw new UsageError(
    `--control must be the URL of a single Redis (redis://[user[:password]@]host[:port][/db], rediss:// for TLS, or unix:///path)${why}, found ${redactUrl(url)}`,
  );
}
