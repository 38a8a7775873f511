import type { Lifetime, OperationPlan, RowRole } from '../../model/operation-plan.js';
import { longestMs } from '../workload/lifetime.js';

/** The performer that reads and writes rows of the origin; the driver is 0. */
export const originPerformer = 1;

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

export const cacheGet = request('get', 'row-read', ['GET', '__key__'], { reply: 'value' });
export const cacheDelete = request('del', 'row-invalidation', ['DEL', '__key__'], { writes: true, reply: 'done' });
export const originRead = request('origin-read', 'row-read', [], { reply: 'ok' });
export const originWrite = request('origin-write', 'row-write', [], { writes: true, reply: 'ok' });

export function cacheSet(role: RowRole, lifetime: Lifetime): OperationPlan {
  return request('set', role, ['SET', '__key__', '__data__', 'PX'], { ...expiring(lifetime), reply: 'ok' });
}

/** As `cacheSet`, unless the cache holds a newer version: they stand in values as hexadecimal digits 17 to 24. */
export function cacheSetIfNewer(role: RowRole, lifetime: Lifetime): OperationPlan {
  const words = ['EVAL', newerScript, '1', '__key__', '__data__'];
  return request('set-if-newer', role, words, { ...expiring(lifetime), reply: 'any' });
}

const newerScript =
  "local old = redis.call('GET', KEYS[1]); " +
  'if old and string.sub(old, 17, 24) > string.sub(ARGV[1], 17, 24) then return 0 end; ' +
  "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]); return 1";

function expiring(lifetime: Lifetime) {
  return { writes: true, lifetime, ttlSeconds: Math.max(1, Math.ceil(longestMs(lifetime) / 1000)) } as const;
}

function request(
  name: string,
  audit: RowRole,
  words: readonly string[],
  own: Pick<OperationPlan, 'reply'> & Partial<OperationPlan>,
): OperationPlan {
  return { ...ordinary, name, audit, words, ...own };
}
