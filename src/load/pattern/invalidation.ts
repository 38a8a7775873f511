import type { StepPlan } from '../../model/operation-plan.js';
import { durationMs } from '../../units/duration.js';
import type { CacheCommands } from './cache-commands.js';
import { settingOf } from './lazy-loading.js';
import type { CommonOptions } from './options.js';
import { originPerformer, originWrite } from './origin-requests.js';

/** What happens to the cached value after a write. */
export const invalidations = {
  delete: 'the key is deleted',
  'delete-twice': 'it is deleted at once, and again in the background after secondDeleteAfter',
  set: 'the new value is set',
  'set-if-newer': 'a value is set only over an older one: a script or a compare-and-swap compares their versions',
  'mark-stale': 'one reader reads it from the origin, and the others get the old value meanwhile (memcached)',
} as const;
type Invalidation = keyof typeof invalidations;

export const writeToOrigin: StepPlan = {
  request: originWrite,
  when: 'always',
  isRequired: true,
  performer: originPerformer,
};

/** The options of an invalidation. */
export interface InvalidationOptions extends CommonOptions {
  readonly invalidate: Invalidation;
  readonly secondDeleteAfter?: string | undefined;
  readonly markedFor?: string | undefined;
}

/** How long readers may get a value that a write has marked as stale; undefined: writes mark none. */
export function markedMsOf({ invalidate, markedFor = '10s' }: InvalidationOptions): number | undefined {
  return invalidate === 'mark-stale' ? durationMs(markedFor) : undefined;
}

/** A write to the origin, and then to the cache. */
export function writeAndInvalidate(options: InvalidationOptions, cache: CacheCommands): readonly StepPlan[] {
  const { invalidate, secondDeleteAfter = '500ms' } = options;
  // Not required: by then the application has written, and can only rely on the TTL.
  const step = { when: 'always', isRequired: false, performer: 0 } as const;
  const hasLease = options.stampede === 'lease';
  const deletion = { ...step, request: cache.delete('row-invalidation', hasLease) };
  switch (invalidate) {
    case 'delete':
      return [writeToOrigin, deletion];
    case 'delete-twice': {
      const background = { delayMs: durationMs(secondDeleteAfter), merge: 'never', retryMs: null } as const;
      return [writeToOrigin, deletion, { ...step, request: cache.delete('none', hasLease), background }];
    }
    case 'set-if-newer':
      return [writeToOrigin, ...cache.setIfNewer(settingOf(options, true))];
    case 'mark-stale':
      // Without marks, the scenario is refused.
      return [writeToOrigin, { ...deletion, ...(cache.mark && { request: cache.mark(markedMsOf(options) ?? 0) }) }];
    case 'set': {
      const setting = settingOf(options, false);
      const set = { ...step, request: cache.set('row-invalidation', setting), carries: 'shown' } as const;
      return [writeToOrigin, setting.hasSuffix ? { ...set, argument: { kind: 'elapsed' } } : set];
    }
    default:
      return invalidate satisfies never;
  }
}
