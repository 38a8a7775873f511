import type { Lifetime, OperationPlan, RowRole } from '../../model/operation-plan.js';
import { longestMs } from '../workload/lifetime.js';

/** The performer that reads and writes rows of the origin; the driver is 0. */
export const originPerformer = 1;
/** The name of the origin's reads that refresh a value. */
export const refreshName = 'refresh';

const ordinary = {
  weight: 1,
  writes: false,
  memcached: null,
  space: 'string',
  keyBase: 0,
  keyCount: 1,
  countUnit: 1,
  ttlSeconds: null,
} as const;

const cacheGet = request('get', 'row-read', ['GET', '__key__'], { reply: 'value' });
export const originRead = request('origin-read', 'row-read', [], { reply: 'ok' });
export const refreshRead = { ...originRead, name: refreshName };
export const originWrite = request('origin-write', 'row-write', [], { writes: true, reply: 'ok' });

/** Of a flush: it is no read of the application, and thus neither hit nor miss. */
export const flushRead = request('flush-read', 'none', ['GET', '__key__'], { reply: 'replaced' });
export const flushWrite = request('flush', 'none', [], { writes: true, reply: 'ok' });

/** What the cache holds for a row that does not exist. */
const absentKey = '{__key__}:absent';
export const absentGet = request('get', 'none', ['GET', absentKey], { reply: 'presence' });
export const absentRead = request('origin-read', 'none', [], { reply: 'ok', isAbsent: true });

export function absentSet(lifetime: Lifetime): OperationPlan {
  return request('set', 'none', ['SET', absentKey, 'absent', 'PX'], { writes: true, lifetime, reply: 'ok' });
}

/**
 * Who fills a key is recorded in a key of its own, in the same slot of a Redis Cluster. `lease`: only its holder may fill, and
 * writes end it. `lock`: it only keeps others from the origin. `void`: for a write that ends leases.
 */
type Holding = 'lease' | 'lock' | 'void' | null;
const holderKey = '{__key__}:lease';

/** Deletes a key, and its lease. */
export function cacheDelete(audit: 'row-invalidation' | 'none', hasLease: boolean): OperationPlan {
  const words = ['DEL', '__key__', ...(hasLease ? [holderKey] : [])];
  return request('del', audit, words, { writes: true, reply: 'done' });
}

/** How a value is set. */
export interface Setting {
  /** Unless the cache holds a newer version: they are in values as hexadecimal digits 17 to 24. */
  readonly isNewerOnly: boolean;
  readonly holding: Holding;
  /** Whether the step's argument is stored after the value. */
  readonly hasSuffix: boolean;
  readonly lifetime: Lifetime;
}

/** Sets a value, which then expires. */
export function cacheSet(role: RowRole, { isNewerOnly, holding, hasSuffix, lifetime }: Setting): OperationPlan {
  const own = { writes: true, lifetime, ttlSeconds: Math.max(1, Math.ceil(longestMs(lifetime) / 1000)) } as const;
  const value = hasSuffix ? '__data____token__' : '__data__';
  if (!isNewerOnly && holding === null)
    return request('set', role, ['SET', '__key__', value, 'PX'], { ...own, reply: 'ok' });
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
  const name = isNewerOnly ? 'set-if-newer' : 'set';
  return request(name, role, ['EVAL', lines(script), ...keys, value, ...token], { ...own, reply: 'created' });
}

/** What a read of the cache may offer beside the value. */
export interface Offer {
  /** A value with no more than this left to live is due for a refresh; 0: none is. */
  readonly refreshMs: number;
  /** It is due earlier, by the step's argument in thousandths times the microseconds after the value. */
  readonly isEarly: boolean;
  /** One reader that finds nothing may fill, for at most this long, and the others wait; null: all may. */
  readonly holdMs: number | null;
}

/** Reads a value; by a script, unless it only returns the value. */
export function cacheRead({ refreshMs, isEarly, holdMs }: Offer): OperationPlan {
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
  return request('get', 'row-read', ['EVAL', lines(script), ...keys, ...token], { reply: 'offer' });
}

/** Takes the lease or lock of a key, unless somebody has it. */
export function takeHold(holdMs: number): OperationPlan {
  const words = ['SET', holderKey, '__token__', 'NX', 'PX', String(holdMs)];
  return request('hold', 'none', words, { writes: true, reply: 'any' });
}

function lines(parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join('; ');
}

function request(
  name: string,
  audit: OperationPlan['audit'],
  words: readonly string[],
  own: Pick<OperationPlan, 'reply'> & Partial<OperationPlan>,
): OperationPlan {
  return { ...ordinary, name, audit, words, ...own };
}
