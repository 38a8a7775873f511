import type { OperationPlan, StepArgument, StepPlan } from '../../model/operation-plan.js';
import { durationMs } from '../../units/duration.js';
import { absentReads } from './absent-rows.js';
import type { CacheCommands, PatternOptions, Setting } from './cache-commands.js';
import { type CommonOptions, holdMsOf, lifetimeOf } from './options.js';
import { originPerformer, originRead, refreshRead } from './origin-requests.js';
import type { PatternPlan } from './pattern.js';

/** A waiting reader asks again after this long: a few times per read of a fast origin. */
const pollMs = 5;

/** What sets a pattern's reads apart from those of others. */
export interface Loading {
  /** Whether a value is never set over a newer one. */
  readonly isNewerOnly?: boolean;
  /** How long before the end of its TTL a value is refreshed in the background. */
  readonly refreshMs?: number;
  /** How long writes leave a value that they marked as stale; absent: they mark none. */
  readonly markedMs?: number;
}

/** Reads that miss fill the cache from the origin; those of a value near its end refresh it in the background. */
export function lazyLoading(
  options: PatternOptions,
  cache: CacheCommands,
  { isNewerOnly = false, refreshMs = 0, markedMs }: Loading = {},
): Omit<PatternPlan, 'write'> {
  const { stampede, staleFor, whenCacheFails, beta = 1 } = options;
  const needsCache = whenCacheFails === 'error';
  const holdMs = holdMsOf(options);
  const isEarly = stampede === 'xfetch';
  const dueMs = refreshMs + durationMs(staleFor);
  const drawn: StepArgument | null = isEarly ? { kind: 'urgency', beta } : holdMs === null ? null : { kind: 'fresh' };
  const setting = settingOf(options, isNewerOnly);
  const filling = (over: 'nothing' | 'value') => fill(cache.fill(setting, over), setting.hasSuffix);
  const hold = holdMs === null ? null : cache.hold(holdMs);
  const reading = { isRequired: true, performer: originPerformer } as const;
  return {
    read: [
      {
        request: cache.read({ refreshMs: dueMs, isEarly, holdMs, isMarked: markedMs !== undefined }),
        when: 'always',
        isRequired: needsCache,
        performer: 0,
        ...(drawn && { argument: drawn }),
        ...(holdMs !== null && { again: { pauseMs: pollMs } }),
      },
      { ...reading, request: originRead, when: 'miss' },
      filling('nothing'),
      ...(dueMs > 0 || isEarly ? [...refreshing(isEarly, hold), filling('value')] : []),
    ],
    singleFlight: stampede === 'single-flight',
    needsCache,
    absent: absentReads(options, cache),
    allowedMs: null,
    markedMs: markedMs === undefined ? null : markedMs + cache.clockStepMs,
    writesBehind: false,
    refusals: cache.refusals(options),
  };
}

/** How this pattern's values are set. */
export function settingOf(options: CommonOptions, isNewerOnly: boolean): Setting {
  const { stampede } = options;
  return {
    isNewerOnly,
    holding: stampede === 'lease' || stampede === 'lock' ? stampede : null,
    hasSuffix: stampede === 'xfetch',
    lifetime: lifetimeOf(options),
  };
}

function fill(request: OperationPlan, hasSuffix: boolean): StepPlan {
  const step = { request, when: 'hit', isRequired: false, performer: 0, carries: 'shown' } as const;
  return hasSuffix ? { ...step, argument: { kind: 'elapsed' } } : step;
}

/** After a read whose value is due. `hold`: what takes its lease or lock first. */
function refreshing(isEarly: boolean, hold: OperationPlan | null): readonly StepPlan[] {
  const first = {
    when: 'due',
    after: 0,
    isRequired: true,
    background: { delayMs: 0, merge: isEarly ? 'never' : 'until-ended', retryMs: null },
  } as const;
  const reading = { request: refreshRead, performer: originPerformer } as const;
  if (hold === null) return [{ ...first, ...reading }];
  return [
    { ...first, request: hold, performer: 0, argument: { kind: 'fresh' } },
    { ...reading, when: 'hit', isRequired: true },
  ];
}
