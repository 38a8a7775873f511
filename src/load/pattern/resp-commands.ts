import type { OperationPlan, RowRole, StepPlan } from '../../model/operation-plan.js';
import { longestMs } from '../workload/lifetime.js';
import type { CacheCommands, Offer, Setting } from './cache-commands.js';
import { request } from './request.js';

const cacheGet = request('get', 'row-read', { words: ['GET', '__key__'], reply: 'value' });
/** Who fills a key is recorded in a key of its own, in the same slot of a Redis Cluster. */
const holderKey = '{__key__}:lease';

/** Patterns on Redis and Valkey: conditions and leases are scripts. */
export const respCommands: CacheCommands = {
  clockStepMs: 1,
  read: cacheRead,
  fill: (setting) => cacheSet('row-fill', setting, setting.holding),
  set: (role, setting) => cacheSet(role, { ...setting, isNewerOnly: false }, endedBy(setting)),
  setIfNewer(setting) {
    const step = { when: 'always', isRequired: false, performer: 0, carries: 'shown' } as const;
    const set: StepPlan = {
      ...step,
      request: cacheSet('row-invalidation', { ...setting, isNewerOnly: true }, endedBy(setting)),
    };
    return [setting.hasSuffix ? { ...set, argument: { kind: 'elapsed' } } : set];
  },
  delete(audit, hasLease) {
    const words = ['DEL', '__key__', ...(hasLease ? [holderKey] : [])];
    return request('del', audit, { words, writes: true, reply: 'done' });
  },
  mark: null,
  hold: (holdMs) =>
    request('hold', 'none', {
      words: ['SET', holderKey, '__token__', 'NX', 'PX', String(holdMs)],
      ...{ writes: true, reply: 'any', ttlSeconds: wholeSeconds(holdMs) },
    }),
  flushRead: request('flush-read', 'none', { words: ['GET', '__key__'], reply: 'replaced' }),
  absentGet: request('get', 'none', { words: ['GET', '__key__'], space: 'absent', reply: 'presence' }),
  absentSet: (lifetime) =>
    request('set', 'none', {
      words: ['SET', '__key__', 'absent', 'PX'],
      ...{ space: 'absent', writes: true, lifetime, ttlSeconds: wholeSeconds(longestMs(lifetime)), reply: 'ok' },
    }),
  refusals: ({ invalidate }) =>
    invalidate === 'mark-stale'
      ? [
          {
            option: 'invalidate',
            expected: 'another way, because only memcached can mark values as stale',
            found: 'mark-stale',
          },
        ]
      : [],
};

/** The lease that a write of this kind ends. */
function endedBy({ holding }: Setting): Holding {
  return holding === 'lease' ? 'void' : null;
}

/** `lease`, `lock`: a fill by their holder. `void`: a write that ends leases. */
type Holding = Setting['holding'] | 'void';

/** Versions are in values as hexadecimal digits 17 to 24. */
function cacheSet(role: RowRole, { isNewerOnly, hasSuffix, lifetime }: Setting, holding: Holding): OperationPlan {
  const own = { writes: true, lifetime, ttlSeconds: wholeSeconds(longestMs(lifetime)) } as const;
  const value = hasSuffix ? '__data____token__' : '__data__';
  if (!isNewerOnly && holding === null)
    return request('set', role, { ...own, words: ['SET', '__key__', value, 'PX'], reply: 'ok' });
  const script = [
    holding === 'lease' && "if redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end",
    holding === 'lock' && "if redis.call('GET', KEYS[2]) == ARGV[2] then redis.call('DEL', KEYS[2]) end",
    (holding === 'lease' || holding === 'void') && "redis.call('DEL', KEYS[2])",
    isNewerOnly && "local old = redis.call('GET', KEYS[1])",
    isNewerOnly && 'if old and string.sub(old, 17, 24) > string.sub(ARGV[1], 17, 24) then return 0 end',
    "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[#ARGV])",
    'return 1',
  ];
  const keys = holding === null ? ['1', '__key__'] : ['2', '__key__', holderKey];
  const token = holding === 'lease' || holding === 'lock' ? ['__token__'] : [];
  const words = ['EVAL', lines(script), ...keys, value, ...token];
  return request(isNewerOnly ? 'set-if-newer' : 'set', role, { ...own, words, reply: 'created' });
}

/** By a script, unless it only returns the value. */
function cacheRead({ refreshMs, isEarly, holdMs }: Offer): OperationPlan {
  if (refreshMs === 0 && !isEarly && holdMs === null) return cacheGet;
  const early = 'tonumber(string.sub(value, -8), 16) * tonumber(ARGV[1], 16) / 1000000';
  const dueMs = [String(refreshMs), ...(isEarly ? [early] : [])].join(' + ');
  const script = [
    "local value = redis.call('GET', KEYS[1])",
    (refreshMs > 0 || isEarly) && `if value and redis.call('PTTL', KEYS[1]) <= ${dueMs} then return {value} end`,
    holdMs !== null && 'if value then return value end',
    holdMs !== null && `if not redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ${holdMs}) then return 0 end`,
    holdMs === null ? 'return value' : 'return false',
  ];
  const keys = holdMs === null ? ['1', '__key__'] : ['2', '__key__', holderKey];
  const token = isEarly || holdMs !== null ? ['__token__'] : [];
  return request('get', 'row-read', { words: ['EVAL', lines(script), ...keys, ...token], reply: 'offer' });
}

function lines(parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join('; ');
}

/** At least as long. */
export function wholeSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
