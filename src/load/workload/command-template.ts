import { dataPlaceholder, keyPlaceholder, type OperationPlan } from '../../model/operation-plan.js';
import type { Parsed } from '../../units/parsed.js';

/** A free command, such as `ZADD __key__ __rand__ __data__`. */
export interface FreeCommand {
  readonly command: string;
  /** When its reply counts as a miss; absent: the default for the command. */
  readonly miss?: Miss | undefined;
}

/** A free command as a step of one operation. */
export interface CommandStep extends FreeCommand {
  /** Runs only if the step before it ran and was a hit, or a miss; absent: always. */
  readonly if?: 'hit' | 'miss' | undefined;
}

/** A free command of a workload, or steps that form one operation, and the weight. */
export interface WeightedCommand {
  readonly weight: number;
  readonly command?: string | undefined;
  readonly miss?: Miss | undefined;
  readonly steps?: readonly (string | CommandStep)[] | undefined;
}

/** What the reply to a free command means for its key, in one sentence each. */
export const misses = {
  empty: 'nil, an empty text, an empty list or 0 is a miss, and anything else a hit',
  unknown: 'replies do not show it, and hit_rate is unknown',
} as const;
type Miss = keyof typeof misses;

/** Commands that change nothing, as Redis flags them (COMMAND INFO, flag "readonly"), and that take a key. */
const readCommands: ReadonlySet<string> = new Set(
  (
    'bitcount bitfield_ro bitpos dump eval_ro evalsha_ro exists expiretime fcall_ro geodist geohash geopos georadius_ro ' +
    'georadiusbymember_ro geosearch get getbit getrange hexists hget hgetall hkeys hlen hmget hrandfield hscan hstrlen hvals ' +
    'lcs lindex llen lolwut lpos lrange mget pexpiretime pfcount pttl scard sdiff sinter sintercard sismember smembers ' +
    'smismember sort_ro srandmember sscan strlen substr sunion touch ttl type xinfo xlen xpending xrange xread xrevrange ' +
    'zcard zcount zdiff zinter zintercard zlexcount zmscore zrandmember zrange zrangebylex zrangebyscore zrank zrevrange ' +
    'zrevrangebylex zrevrangebyscore zrevrank zscan zscore zunion echo ping'
  ).split(' '),
);
/** Commands that block or affect more than their own keys: as load, they would measure or destroy something else. */
const refusedCommands: ReadonlySet<string> = new Set(
  (
    'auth bgrewriteaof bgsave blmove blmpop blpop brpop brpoplpush bzmpop bzpopmax bzpopmin client cluster config debug exec ' +
    'failover flushall flushdb hello keys migrate module monitor move multi psubscribe psync quit replicaof reset restore save ' +
    'script select shutdown slaveof ssubscribe subscribe swapdb sync wait waitaof watch'
  ).split(' '),
);

/** Parses a free command, without its weight and name. */
export function parseCommand(text: string): Parsed<Pick<OperationPlan, 'words' | 'writes' | 'reply' | 'keyCount'>> {
  const words = splitWords(text);
  const command = words?.[0]?.toLowerCase() ?? '';
  if (words === undefined) return { expected: 'a command with balanced quotes' };
  if (!/^[a-z][a-z0-9._-]*$/.test(command))
    return { expected: 'a command and its arguments, such as "HSET __key__ f __data__"' };
  if (refusedCommands.has(command))
    return {
      expected: `a command that acts immediately and only on its own keys (${command} is reserved to the server's owner)`,
    };
  if (!words.slice(1).some((word) => word.includes(keyPlaceholder)))
    return {
      expected: `a command with ${keyPlaceholder} as its key, so that it affects only keys of this run`,
    };
  if (words.some((word) => word.split(dataPlaceholder).length > 2))
    return { expected: `at most one ${dataPlaceholder} in each word of the command` };
  const unknown = words.join(' ').match(/__(?!key__|data__|rand__)[a-z]+__/)?.[0];
  if (unknown !== undefined)
    return { expected: `placeholders among ${keyPlaceholder}, ${dataPlaceholder} and __rand__ (found ${unknown})` };
  const writes = !readCommands.has(command);
  return { value: { words, writes, reply: command === 'get' || command === 'hget' ? 'value' : 'any', keyCount: 1 } };
}

/** Splits words like a shell: on blanks, except within single or double quotes. Undefined: an unclosed quote. */
function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+))(?=\s|$)\s*/.exec(rest);
    if (match === null) return undefined;
    words.push(match[1]?.replace(/\\(.)/g, '$1') ?? match[2] ?? match[3] ?? '');
    rest = rest.slice(match[0].length);
  }
  return words;
}
