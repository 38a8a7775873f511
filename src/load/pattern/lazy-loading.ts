import type { StepArgument, StepPlan } from '../../model/operation-plan.js';
import { durationMs } from '../../units/duration.js';
import { absentReads } from './absent-rows.js';
import { type CommonOptions, holdMsOf, lifetimeOf } from './options.js';
import type { PatternPlan } from './pattern.js';
import { cacheRead, cacheSet, originPerformer, originRead, refreshRead, type Setting, takeHold } from './requests.js';

/** A waiting reader asks again after this long: a few times per read of a fast origin. */
const pollMs = 5;

/** What sets a pattern's reads apart from those of others. */
export interface Loading {
  /** Whether a value is never set over a newer one. */
  readonly isNewerOnly?: boolean;
  /** How long before the end of its TTL a value is refreshed in the background. */
  readonly refreshMs?: number;
}

/** Reads that miss fill the cache from the origin; those of a value near its end refresh it in the background. */
export function lazyLoading(
  options: CommonOptions,
  { isNewerOnly = false, refreshMs = 0 }: Loading = {},
): Omit<PatternPlan, 'write'> {
  const { stampede, staleFor, whenCacheFails, beta = 1 } = options;
  const needsCache = whenCacheFails === 'error';
  const holdMs = holdMsOf(options);
  const isEarly = stampede === 'xfetch';
  const dueMs = refreshMs + durationMs(staleFor);
  const drawn: StepArgument | null = isEarly ? { kind: 'urgency', beta } : holdMs === null ? null : { kind: 'fresh' };
  const filling = fill({
    ...settingOf(options, isNewerOnly),
    holding: stampede === 'lease' || stampede === 'lock' ? stampede : null,
  });
  const reading = { isRequired: true, performer: originPerformer } as const;
  return {
    read: [
      {
        request: cacheRead({ refreshMs: dueMs, isEarly, holdMs }),
        when: 'always',
        isRequired: needsCache,
        performer: 0,
        ...(drawn && { argument: drawn }),
        ...(holdMs !== null && { pollMs }),
      },
      { ...reading, request: originRead, when: 'miss' },
      filling,
      ...(dueMs > 0 || isEarly ? refreshing(isEarly, holdMs, filling) : []),
    ],
    singleFlight: stampede === 'single-flight',
    needsCache,
    absent: absentReads(options),
    allowedMs: null,
    writesBehind: false,
  };
}

/** How this pattern's values are set by a write. */
export function settingOf(options: CommonOptions, isNewerOnly: boolean): Setting {
  const { stampede } = options;
  return {
    isNewerOnly,
    holding: stampede === 'lease' ? 'void' : null,
    hasSuffix: stampede === 'xfetch',
    lifetime: lifetimeOf(options),
  };
}

function fill(setting: Setting): StepPlan {
  const request = cacheSet('row-fill', setting);
  const step = { request, when: 'hit', isRequired: false, performer: 0, carries: true } as const;
  return setting.hasSuffix ? { ...step, argument: { kind: 'elapsed' } } : step;
}

/** After a read whose value is due. */
function refreshing(isEarly: boolean, holdMs: number | null, filling: StepPlan): readonly StepPlan[] {
  const first = {
    when: 'due',
    after: 0,
    isRequired: true,
    background: { delayMs: 0, merge: isEarly ? 'never' : 'until-ended', retryMs: null },
  } as const;
  const reading = { request: refreshRead, performer: originPerformer } as const;
  if (holdMs === null) return [{ ...first, ...reading }, filling];
  return [
    { ...first, request: takeHold(holdMs), performer: 0, argument: { kind: 'fresh' } },
    { ...reading, when: 'hit', isRequired: true },
    filling,
  ];
}
