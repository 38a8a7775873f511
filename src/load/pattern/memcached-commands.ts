import type { OperationPlan, RowRole, StepPlan } from '../../model/operation-plan.js';
import { durationMs, formatDuration } from '../../units/duration.js';
import { countedAs } from '../operation/memcached.js';
import { longestMs } from '../workload/lifetime.js';
import type { CacheCommands, Offer, OptionRefusal, PatternOptions, Setting } from './cache-commands.js';
import { lifetimeOf } from './options.js';
import { request } from './request.js';
import { wholeSeconds } from './resp-commands.js';

/** Longer ones are read as a date. */
const longestSeconds = 30 * 24 * 3600;
/** A write that found another one in its way compares again after this long. */
const compareAgainMs = 1;

/**
 * Patterns on memcached. Its meta commands have leases and stale marks of their own; conditions are numbers of values (CAS).
 * Source: "Meta Commands" in memcached's doc/protocol.txt.
 */
export const memcachedCommands: CacheCommands = {
  clockStepMs: 1_000,
  read: cacheRead,
  fill: (setting, over) => cacheSet('row-fill', setting, conditionOf(setting, over)),
  set: (role, setting) => cacheSet(role, setting, null),
  setIfNewer,
  delete: (audit) =>
    request('del', audit, {
      memcached: countedAs('del', { text: 'delete __key__\r\n', meta: 'md __key__ O__token__\r\n' }),
      ...{ writes: true, reply: 'done' },
    }),
  mark: (forMs) =>
    request('mark-stale', 'row-invalidation', {
      memcached: metaOnly('del', `md __key__ I T${wholeSeconds(forMs)} O__token__\r\n`),
      ...{ writes: true, ttlSeconds: wholeSeconds(forMs), reply: 'done' },
    }),
  // A read that was told to refresh a value is the only one.
  hold: () => null,
  flushRead: request('flush-read', 'none', { memcached: plainRead(), reply: 'replaced' }),
  absentGet: request('get', 'none', { memcached: plainRead(), space: 'absent', reply: 'presence' }),
  absentSet: (lifetime) =>
    request('set', 'none', {
      memcached: countedAs('set', {
        text: 'set __key__ 0 __ttl__ 6\r\nabsent\r\n',
        meta: 'ms __key__ 6 T__ttl__ O__token__\r\nabsent\r\n',
      }),
      ...{ space: 'absent', writes: true, lifetime, ttlSeconds: wholeSeconds(longestMs(lifetime)), reply: 'ok' },
    }),
  refusals: (options) => [...earlyRefreshes(options), ...lifetimes(options)],
};

function plainRead() {
  return countedAs('get', { text: 'get __key__\r\n', meta: 'mg __key__ v O__token__\r\n' });
}

function metaOnly(counter: string, request: string): NonNullable<OperationPlan['memcached']> {
  return { text: null, meta: { request, counter } };
}

/**
 * `N`: the first that finds nothing makes an empty item and fills it (`W`), the others wait (`Z`). `R`: the first that finds a
 * value close to its end refreshes it. `c`: the number that the fill names.
 */
function cacheRead({ refreshMs, holdMs, isMarked }: Offer): OperationPlan {
  if (refreshMs === 0 && holdMs === null && !isMarked)
    return request('get', 'row-read', { memcached: plainRead(), reply: 'value' });
  // Seconds that have begun count as gone, so that one more lasts at least as long.
  const flags = [
    ...(holdMs === null ? [] : [`N${wholeSeconds(holdMs) + 1}`]),
    ...(refreshMs === 0 ? [] : [`R${wholeSeconds(refreshMs) + 1}`]),
  ];
  return request('get', 'row-read', {
    memcached: metaOnly('get', `mg __key__ ${['v', 'c', ...flags].join(' ')} O__token__\r\n`),
    reply: 'offer',
  });
}

/** `cas`: the value, or the lease, must be the one that was read. `absent`: there must be none. */
type Condition = 'cas' | 'absent' | null;

function conditionOf({ holding, isNewerOnly }: Setting, over: 'nothing' | 'value'): Condition {
  if (holding === 'lease') return 'cas';
  if (!isNewerOnly) return null;
  // The lock is an empty value.
  return over === 'value' || holding === 'lock' ? 'cas' : 'absent';
}

const flagOf = { cas: ' C__cas__', absent: ' ME' } as const;

function cacheSet(
  role: RowRole,
  { lifetime }: Pick<Setting, 'lifetime'>,
  condition: Condition,
  reply: OperationPlan['reply'] = condition === null ? 'ok' : 'created',
): OperationPlan {
  const flag = condition === null ? '' : flagOf[condition];
  const meta = `ms __key__ __size__ T__ttl__${flag} O__token__\r\n__data__\r\n`;
  const text = 'set __key__ 0 __ttl__ __size__\r\n__data__\r\n';
  return request('set', role, {
    memcached: condition === null ? countedAs('set', { text, meta }) : metaOnly('set', meta),
    ...{ writes: true, lifetime, ttlSeconds: wholeSeconds(longestMs(lifetime)), reply },
  });
}

/** Reads what is there and compares versions; then writes if that is still there, and otherwise compares again. */
function setIfNewer(setting: Setting): readonly StepPlan[] {
  const step = { isRequired: false, performer: 0 } as const;
  const swap = (when: 'hit' | 'miss', condition: Condition): StepPlan => ({
    ...{ ...step, when, after: compareStep, request: cacheSet('row-invalidation', setting, condition, 'swapped') },
    carries: 'same',
    again: { pauseMs: compareAgainMs, from: compareStep },
  });
  return [
    {
      ...step,
      request: request('compare', 'none', {
        memcached: metaOnly('get', 'mg __key__ v c O__token__\r\n'),
        reply: 'rival',
      }),
      when: 'always',
      carries: 'shown',
    },
    swap('hit', 'cas'),
    swap('miss', 'absent'),
  ];
}

/** Its position among the steps of a write: after the write to the origin. */
const compareStep = 1;

function earlyRefreshes({ stampede }: PatternOptions): readonly OptionRefusal[] {
  if (stampede !== 'xfetch') return [];
  const expected = 'another protection, because memcached reports lifetimes in whole seconds only';
  return [{ option: 'stampede', expected, found: stampede }];
}

function lifetimes(options: PatternOptions): readonly OptionRefusal[] {
  const names = ['ttl', 'staleFor', 'leaseTime', 'negativeTtl', 'markedFor'] as const;
  const whole = names.flatMap((option): readonly OptionRefusal[] => {
    const text = options[option];
    if (typeof text !== 'string' || durationMs(text) % 1_000 === 0) return [];
    return [{ option, expected: 'whole seconds, because memcached counts lifetimes in seconds', found: text }];
  });
  const longest = longestMs(lifetimeOf(options));
  if (longest <= 1_000 * longestSeconds) return whole;
  const expected = `at most ${formatDuration(1_000 * longestSeconds)} with jitter and staleFor, because memcached reads longer ones as a date`;
  return [...whole, { option: 'ttl', expected, found: formatDuration(longest) }];
}
