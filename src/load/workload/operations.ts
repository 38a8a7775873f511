import type { OperationPlan } from '../../model/operation-plan.js';
import { keysOf } from '../../model/table.js';

/** What a request's words depend on. */
export interface OperationOptions {
  /** Whether a write also reads the value it replaces. */
  readonly chain: boolean;
  /** TTL of written keys; null: none. */
  readonly ttlSeconds: number | null;
  /** Keys per `mget` or `mset`. */
  readonly keysPerOperation: number;
  /** Size of every value in bytes; null or absent if sizes vary. */
  readonly fixedValueBytes?: number | null;
}

interface OperationDefinition {
  readonly summary: string;
  readonly writes: boolean;
  plan(
    options: OperationOptions,
  ): Pick<OperationPlan, 'words' | 'space' | 'audit' | 'reply'> &
    Partial<Pick<OperationPlan, 'keyCount' | 'countUnit'>>;
}

/** The single field of each hash. */
export const hashField = 'field';
/** TTL that `expire` and `getex` set on keys without a configured one: longer than any run. */
const longTtlSeconds = 100_000;
const swapScript = "local old = redis.call('GET', KEYS[1]); redis.call('SET', KEYS[1], unpack(ARGV)); return old";

/** All kinds of operation, by their name in a scenario's mix. */
export const operations = {
  get: {
    summary: 'Reads one key.',
    writes: false,
    plan: () => ({ words: ['GET', '__key__'], space: 'string', audit: 'read', reply: 'value' }),
  },
  set: {
    summary: 'Writes one key; with the chain audit it returns the value it replaces (SET key value GET).',
    writes: true,
    plan: ({ chain, ttlSeconds }) => ({
      words: ['SET', '__key__', '__data__', ...expiry(ttlSeconds), ...(chain ? ['GET'] : [])],
      space: 'string',
      audit: 'write',
      reply: chain ? 'replaced' : 'ok',
      ttlSeconds,
    }),
  },
  del: {
    summary: 'Deletes one of the keys that set writes; with the chain audit it returns the deleted value (GETDEL key).',
    writes: true,
    plan: ({ chain }) => ({
      words: [chain ? 'GETDEL' : 'DEL', '__key__'],
      space: 'string',
      audit: 'removal',
      reply: chain ? 'replaced' : 'done',
    }),
  },
  incr: {
    summary: 'Increments one counter.',
    writes: true,
    plan: ({ chain }) => ({
      words: ['INCR', '__key__'],
      space: 'counter',
      audit: 'count',
      reply: chain ? 'count' : 'any',
    }),
  },
  append: {
    summary: 'Appends a value to one key; audited if all values have one size.',
    writes: true,
    plan: ({ chain, fixedValueBytes = null }) => ({
      words: ['APPEND', '__key__', '__data__'],
      space: 'append',
      audit: fixedValueBytes === null ? 'none' : 'count',
      reply: chain && fixedValueBytes !== null ? 'count' : 'any',
      countUnit: fixedValueBytes ?? 1,
    }),
  },
  rpush: {
    summary: 'Appends a value to one list.',
    writes: true,
    plan: ({ chain }) => ({
      words: ['RPUSH', '__key__', '__data__'],
      space: 'list',
      audit: 'count',
      reply: chain ? 'count' : 'any',
    }),
  },
  hset: {
    summary: 'Writes one field of one hash.',
    writes: true,
    plan: () => ({ words: ['HSET', '__key__', hashField, '__data__'], space: 'hash', audit: 'write', reply: 'any' }),
  },
  hget: {
    summary: 'Reads one field of one hash.',
    writes: false,
    plan: () => ({ words: ['HGET', '__key__', hashField], space: 'hash', audit: 'read', reply: 'value' }),
  },
  zadd: {
    summary: 'Sets a member of one sorted set to a random score.',
    writes: true,
    plan: () => ({ words: ['ZADD', '__key__', '__rand__', 'member'], space: 'zset', audit: 'none', reply: 'any' }),
  },
  mget: {
    summary: 'Reads several keys of one hash slot, or of one memcached server, at once.',
    writes: false,
    plan: ({ keysPerOperation }) => ({
      words: ['MGET', ...upTo(keysPerOperation).map((index) => `__key__:${index}`)],
      space: 'multi',
      audit: 'none',
      reply: 'values',
      keyCount: keysPerOperation,
    }),
  },
  mset: {
    summary: 'Writes several keys of one hash slot at once.',
    writes: true,
    plan: ({ keysPerOperation }) => ({
      words: ['MSET', ...upTo(keysPerOperation).flatMap((index) => [`__key__:${index}`, '__data__'])],
      space: 'multi',
      audit: 'write',
      reply: 'ok',
      keyCount: keysPerOperation,
    }),
  },
  expire: {
    summary: 'Sets a new time to live for one key.',
    writes: true,
    plan: ({ ttlSeconds }) => ({
      words: ['EXPIRE', '__key__', String(ttlSeconds ?? longTtlSeconds)],
      ttlSeconds: ttlSeconds ?? longTtlSeconds,
      space: 'string',
      audit: 'none',
      reply: 'any',
    }),
  },
  getex: {
    summary: 'Reads one key and sets a new time to live.',
    writes: false,
    plan: ({ ttlSeconds }) => ({
      words: ['GETEX', '__key__', 'EX', String(ttlSeconds ?? longTtlSeconds)],
      ttlSeconds: ttlSeconds ?? longTtlSeconds,
      space: 'string',
      audit: 'read',
      reply: 'value',
    }),
  },
  eval: {
    summary: 'Writes one key by a script that returns the value it replaces.',
    writes: true,
    plan: ({ ttlSeconds }) => ({
      words: ['EVAL', swapScript, '1', '__key__', '__data__', ...expiry(ttlSeconds)],
      space: 'string',
      audit: 'write',
      reply: 'replaced',
      ttlSeconds,
    }),
  },
} as const satisfies Record<string, OperationDefinition>;
export type OperationKind = keyof typeof operations;
export const operationKinds = keysOf(operations);

function expiry(ttlSeconds: number | null): readonly string[] {
  return ttlSeconds === null ? [] : ['EX', String(ttlSeconds)];
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
