// A small service in front of a Sentinel-managed Redis: PUT /items/KEY stores the body, GET /items/KEY returns it.
// CLIENT=default uses ioredis as it comes, CLIENT=careful as a careful team configures it. With DATABASE_URL, items are kept in
// PostgreSQL, and Redis only caches them. cache-bench run application-failover starts it.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import pg from 'pg';

const { PORT, CLIENT = 'default', REDIS_SENTINELS, REDIS_SENTINEL_NAME: name, REDIS_URL, DATABASE_URL } = process.env;

const careful = {
  // Follows the sentinels instead of waiting for a dead primary.
  failoverDetector: true,
  socketTimeout: 500,
  connectTimeout: 500,
  sentinelCommandTimeout: 500,
  // Also settles commands that were sent when their connection was lost (ioredis 6.0.0 would leave them waiting).
  commandTimeout: 500,
  // A request fails soon, instead of piling up in memory.
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  // A command is sent once: a second copy could overwrite a newer value.
  autoResendUnfulfilledCommands: false,
  retryStrategy: () => 50,
  sentinelRetryStrategy: () => 50,
};
const options = CLIENT === 'careful' ? careful : {};
const sentinels = REDIS_SENTINELS?.split(',').map((address) => {
  const [host, port] = address.split(':');
  return { host, port: Number(port) };
});
const redis = sentinels ? new Redis({ ...options, sentinels, name }) : new Redis(REDIS_URL, options);
redis.on('error', (error) => log(`redis: ${error.message}`));
redis.on('ready', () => log('redis: ready'));
// A switch of the primary that the failover detector sees while the client is connecting ends the client (ioredis 6.0.0).
if (CLIENT === 'careful') redis.on('end', () => setTimeout(() => redis.connect().catch(() => {}), 50));

const database = DATABASE_URL ? new pg.Pool({ connectionString: DATABASE_URL, max: 20 }) : undefined;
database?.on('error', (error) => log(`database: ${error.message}`));
await database?.query(
  'CREATE TABLE IF NOT EXISTS items (key text PRIMARY KEY, value text NOT NULL, version bigint NOT NULL DEFAULT 1)',
);
// Puts a value into the cache, unless a newer one is there: the answer of a slow read must not replace what was written since.
redis.defineCommand('cache', {
  numberOfKeys: 1,
  lua: `local version = redis.call('HGET', KEYS[1], 'version')
if version and tonumber(version) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'value', ARGV[2])
return redis.call('EXPIRE', KEYS[1], 60)`,
});
// A new primary may lack the last writes of the old one, and so have older values: after each reconnection, the cache is a new one.
let generation = Date.now();
redis.on('ready', () => {
  generation = Date.now();
});
const cached = (key) => `cached:${generation}:${key}`;

async function put(key, value, isAbandoned) {
  if (!database) return redis.set(`item:${key}`, value);
  const version = await store(key, value, isAbandoned);
  await redis.cache(cached(key), version, value);
}

async function store(key, value, isAbandoned) {
  const connection = await database.connect();
  try {
    // It may have waited for a connection until its user gave up, and tried again: it must not overwrite the second attempt.
    if (isAbandoned()) throw new Error('abandoned');
    const { rows } = await connection.query(
      `INSERT INTO items VALUES ($1, $2)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = items.version + 1 RETURNING version`,
      [key, value],
    );
    return rows[0].version;
  } finally {
    connection.release();
  }
}

async function get(key) {
  if (!database) return redis.get(`item:${key}`);
  // The database has it: without its cache, the service is only slower.
  const place = cached(key);
  const found = await redis.hget(place, 'value').catch(() => null);
  if (found !== null) return found;
  const { rows } = await database.query('SELECT value, version FROM items WHERE key = $1', [key]);
  if (rows.length === 0) return null;
  const [{ value, version }] = rows;
  redis.cache(place, version, value).catch(() => {});
  return value;
}

const server = createServer(async (request, response) => {
  try {
    const key = decodeURIComponent(request.url.replace(/^\/items\//, ''));
    if (request.url === '/health') response.end(await redis.ping());
    else if (request.method === 'PUT') {
      requested('write');
      await put(key, await text(request), () => response.closed);
      succeeded('write');
      response.writeHead(204).end();
    } else {
      requested('read');
      const value = await get(key);
      succeeded('read');
      if (value === null) response.writeHead(404).end();
      else response.end(value);
    }
  } catch (error) {
    // 503: nothing can have happened, because nothing was sent. 500: nobody knows.
    const mayHaveHadEffect = database || !/isn't writeable/.test(error.message);
    response.writeHead(mayHaveHadEffect ? 500 : 503).end(`${error.message}\n`);
  }
});

/** When a read and a write were first requested after the last that succeeded, to compare with the report's outages. */
const requestedMs = {};

function requested(sort) {
  requestedMs[sort] ??= performance.now();
}

/** Logs how long none had succeeded although one was requested. */
function succeeded(sort) {
  const withoutMs = performance.now() - requestedMs[sort];
  delete requestedMs[sort];
  if (withoutMs > 100) log(`no ${sort} succeeded for ${withoutMs.toFixed(1)} ms`);
}

function log(line) {
  console.log(`${new Date().toISOString()} ${line}`);
}

server.listen(Number(PORT), '127.0.0.1', () => log(`listening on ${PORT}, client ${CLIENT}`));
