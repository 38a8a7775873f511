/** Where the keys and values of a command are among its words; the command itself is word 0. */
export interface CommandShape {
  /** Positions of its keys. */
  keys(words: readonly string[]): readonly number[];
  /** Positions of values, and of members of sets, that may be secret. */
  values(words: readonly string[]): readonly number[];
}

type Positions = CommandShape['keys'];

const none: Positions = () => [];
const at =
  (...positions: number[]): Positions =>
  (words) =>
    positions.filter((position) => position < words.length);
const every =
  (first: number, step = 1): Positions =>
  (words) =>
    Array.from({ length: Math.max(0, Math.ceil((words.length - first) / step)) }, (_, index) => first + index * step);

/** `ZADD key [NX | XX] [GT | LT] [CH] [INCR] score member ...`. */
const sortedSetMembers: Positions = (words) => {
  let score = 2;
  while (/^(nx|xx|gt|lt|ch|incr)$/i.test(words[score] ?? '')) score += 1;
  return every(score + 1, 2)(words);
};

/** `XADD key [NOMKSTREAM] [MAXLEN | MINID [= | ~] threshold [LIMIT count]] id field value ...`. */
const streamValues: Positions = (words) => {
  let id = 2;
  if (/^nomkstream$/i.test(words[id] ?? '')) id += 1;
  if (/^(maxlen|minid)$/i.test(words[id] ?? '')) {
    id += /^[=~]$/.test(words[id + 1] ?? '') ? 3 : 2;
    if (/^limit$/i.test(words[id] ?? '')) id += 2;
  }
  return every(id + 2, 2)(words);
};

const firstKey = at(1);

/** Commands with one key, which have no values. */
const withoutValues =
  'get getdel getex getrange getbit setbit bitcount bitpos strlen incr decr incrby decrby incrbyfloat expire pexpire expireat pexpireat ' +
  'persist ttl pttl type dump hget hmget hgetall hdel hexists hlen hkeys hvals hincrby hincrbyfloat hstrlen hrandfield hscan ' +
  'llen lrange lindex ltrim lpop rpop scard smembers spop srandmember sscan zcard zcount zrange zrangebyscore zrevrange ' +
  'zrevrangebyscore zrangebylex zrevrangebylex zlexcount zremrangebyrank zremrangebyscore zremrangebylex zpopmin zpopmax ' +
  'zrandmember zscan xlen xrange xrevrange xtrim xdel pfcount substr expiretime pexpiretime';

/** Commands whose keys are all of their words. */
const ofKeys = 'mget del unlink exists touch sunion sinter sdiff sunionstore sinterstore sdiffstore pfmerge';

const withValues: Readonly<Record<string, CommandShape>> = {
  ...sameShape('set setnx getset append', { keys: firstKey, values: at(2) }),
  ...sameShape('setex psetex setrange hsetnx lset lrem zincrby', { keys: firstKey, values: at(3) }),
  ...sameShape('lpush rpush lpushx rpushx sadd srem sismember smismember zrem zscore zmscore zrank zrevrank pfadd', {
    keys: firstKey,
    values: every(2),
  }),
  ...sameShape('mset msetnx', { keys: every(1, 2), values: every(2, 2) }),
  ...sameShape('hset hmset', { keys: firstKey, values: every(3, 2) }),
  ...sameShape('rename renamenx rpoplpush lmove copy', { keys: at(1, 2), values: none }),
  smove: { keys: at(1, 2), values: at(3) },
  linsert: { keys: firstKey, values: at(3, 4) },
  zadd: { keys: firstKey, values: sortedSetMembers },
  xadd: { keys: firstKey, values: streamValues },
};

/**
 * The commands that are replayed, by name in lower case: those that act at once, on keys that they name. All others block,
 * belong to a transaction, a script or a subscription, name no key, or are for operators.
 */
export const replayedCommands: ReadonlyMap<string, CommandShape> = new Map(
  Object.entries({
    ...sameShape(withoutValues, { keys: firstKey, values: none }),
    ...sameShape(ofKeys, { keys: every(1), values: none }),
    ...withValues,
  }),
);

function sameShape(names: string, shape: CommandShape): Readonly<Record<string, CommandShape>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, shape]));
}
