import { keysOf } from '../model/table.js';

/** Keys that free commands use, by the suffix of their names, and the command that fills one of them. */
export const fills = {
  string: 'SET __key__:string __data__',
  counter: 'SET __key__:counter 0',
  bits: 'SETBIT __key__:bits 7 1',
  log: 'PFADD __key__:log a',
  hash: 'HSET __key__:hash f __data__ n 0',
  list: 'RPUSH __key__:list __data__',
  set: 'SADD __key__:set m',
  zset: 'ZADD __key__:zset 1 m',
  stream: 'XADD __key__:stream * f __data__',
  none: null,
} as const;
type Space = keyof typeof fills;

/** The arguments of commands after their key, by the space of the key. Ranges are short: their real lengths can't be seen. */
const argumentsOf = {
  string: {
    exists: '',
    getdel: '',
    getrange: '0 9',
    getset: '__data__',
    persist: '',
    pexpire: '600000',
    psetex: '600000 __data__',
    pttl: '',
    setex: '600 __data__',
    setrange: '0 x',
    strlen: '',
    touch: '',
    ttl: '',
    type: '',
    unlink: '',
  },
  counter: { decr: '', decrby: '1', incrby: '1', incrbyfloat: '0.5' },
  bits: { bitcount: '', bitpos: '1', getbit: '7', setbit: '7 1' },
  log: { pfadd: '__rand__', pfcount: '' },
  hash: {
    hdel: 'f',
    hexists: 'f',
    hincrby: 'n 1',
    hincrbyfloat: 'n 0.5',
    hkeys: '',
    hlen: '',
    hmget: 'f',
    hmset: 'f __data__',
    hrandfield: '',
    hscan: '0',
    hsetnx: 'f __data__',
    hstrlen: 'f',
    hvals: '',
  },
  list: {
    lindex: '0',
    llen: '',
    lpushx: '__data__',
    lrange: '0 9',
    lrem: '1 x',
    lset: '0 __data__',
    ltrim: '0 99',
    rpop: '',
    rpushx: '__data__',
  },
  set: {
    scard: '',
    sismember: 'm',
    smembers: '',
    smismember: 'm',
    spop: '',
    srandmember: '',
    srem: 'm',
    sscan: '0',
  },
  zset: {
    zcard: '',
    zcount: '-inf +inf',
    zincrby: '1 m',
    zmscore: 'm',
    zpopmax: '',
    zpopmin: '',
    zrange: '0 9',
    zrangebyscore: '-inf +inf LIMIT 0 10',
    zrank: 'm',
    zrem: 'm',
    zremrangebyrank: '0 0',
    zremrangebyscore: '0 0',
    zrevrange: '0 9',
    zrevrangebyscore: '+inf -inf LIMIT 0 10',
    zrevrank: 'm',
    zscan: '0',
    zscore: 'm',
  },
  stream: { xlen: '', xrange: '- + COUNT 10', xrevrange: '+ - COUNT 10', xtrim: 'MAXLEN 100' },
} as const satisfies Readonly<Partial<Record<Space, Readonly<Record<string, string>>>>>;

/** Commands in no mix, as free commands, by their name in lower case. */
export const commandTemplates: ReadonlyMap<string, { readonly command: string; readonly space: Space }> = new Map(
  keysOf(argumentsOf).flatMap((space) =>
    Object.entries(argumentsOf[space]).map(([command, parameters]) => {
      const words = `${command.toUpperCase()} __key__:${space} ${parameters}`;
      return [command, { command: words.trimEnd(), space }] as const;
    }),
  ),
);
