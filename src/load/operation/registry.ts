import { keysOf } from '../../model/table.js';
import { append } from './append.js';
import { del } from './del.js';
import { evalScript } from './eval.js';
import { expire } from './expire.js';
import { get } from './get.js';
import { getex } from './getex.js';
import { hget } from './hget.js';
import { hgetall } from './hgetall.js';
import { hset } from './hset.js';
import { incr } from './incr.js';
import { lpop } from './lpop.js';
import { lpush } from './lpush.js';
import { mget } from './mget.js';
import { mset } from './mset.js';
import type { OperationDefinition } from './operation.js';
import { rpush } from './rpush.js';
import { sadd } from './sadd.js';
import { set } from './set.js';
import { setnx } from './setnx.js';
import { xadd } from './xadd.js';
import { zadd } from './zadd.js';

/** All kinds of operation, by their name in a scenario's mix. */
export const operations = {
  get,
  set,
  del,
  incr,
  append,
  rpush,
  hset,
  hget,
  zadd,
  mget,
  mset,
  expire,
  getex,
  eval: evalScript,
  xadd,
  sadd,
  lpush,
  lpop,
  setnx,
  hgetall,
} as const satisfies Record<string, OperationDefinition>;
export type OperationKind = keyof typeof operations;
export const operationKinds = keysOf(operations);

/** The kinds that memcached has. */
export const memcachedKinds: readonly string[] = operationKinds.filter(
  (kind) => operations[kind].memcached !== undefined,
);
