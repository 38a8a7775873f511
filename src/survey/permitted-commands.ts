import type { Redis } from 'ioredis';

/**
 * The only commands that a survey sends to Redis and Valkey, each with its reason; none changes a key. A user needs
 * `+@connection +@read +info`, and for a Redis Cluster `+cluster|slots +cluster|nodes`.
 */
export const permittedCommands = {
  AUTH: 'logs in, if there is a password',
  SELECT: 'selects the database of the URL',
  'CLIENT SETINFO': 'names the client library (it introduces itself in CLIENT LIST)',
  'CLIENT NO-TOUCH': 'keeps what is read from counting as an access to the key (Redis 7.2)',
  PING: 'checks that the server answers',
  HELLO: 'version, mode and role',
  INFO: 'commands, hits, clients, keys, replicas and settings: once before and once after the window, and to identify a server',
  'CLUSTER SLOTS': 'the primaries and replicas of a Redis Cluster',
  'CLUSTER NODES': 'replicas that CLUSTER SLOTS omits',
  'SENTINEL GET-MASTER-ADDR-BY-NAME': 'the primary, asked of the sentinels',
  'SENTINEL REPLICAS': 'its replicas, asked of the sentinels',
  RANDOMKEY: 'draws a key',
  TYPE: 'its type',
  PTTL: 'its remaining time to live',
  'OBJECT FREQ': 'its access counter, with an LFU policy',
  'OBJECT IDLETIME': 'the time since its last access, with any other policy',
  STRLEN: 'the size of a string',
  HLEN: 'the number of fields of a hash',
  HRANDFIELD: 'draws a field of a hash (Redis 6.2)',
  HSTRLEN: 'the size of its value',
  LLEN: 'the length of a list',
  SCARD: 'the size of a set',
  ZCARD: 'the size of a sorted set',
  XLEN: 'the length of a stream',
} as const;
export type PermittedCommand = keyof typeof permittedCommands;

/** The same for memcached. */
export const permittedMemcachedCommands = {
  version: 'checks that the server answers',
  stats: 'commands, hits, clients and items: once before and once after the window',
  'lru_crawler metadump': 'names of keys, up to 100,000 per server',
  mg: 'size and remaining time to live of a sampled key, without its value',
} as const;

/** A command of a survey with its arguments. */
export type Question = readonly [command: PermittedCommand, ...parameters: (string | Buffer)[]];

/** Sends these together; an answer is an Error if the server refused the command. Rejects if the connection fails. */
export async function askAll(connection: Redis, questions: readonly Question[]): Promise<readonly unknown[]> {
  if (questions.length === 0) return [];
  const batch = connection.pipeline();
  for (const [command, ...parameters] of questions) {
    const [name = '', ...words] = command.split(' ');
    batch.callBuffer(name, ...words, ...parameters);
  }
  return ((await batch.exec()) ?? []).map(([error, answer]) => error ?? answer);
}
