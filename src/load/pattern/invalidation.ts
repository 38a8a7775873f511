import type { StepPlan } from '../../model/operation-plan.js';
import { durationMs } from '../../units/duration.js';
import { settingOf } from './lazy-loading.js';
import type { CommonOptions } from './options.js';
import { cacheDelete, cacheSet, originPerformer, originWrite } from './requests.js';

/** What happens to the cached value after a write. */
export const invalidations = {
  delete: 'the key is deleted',
  'delete-twice': 'it is deleted at once, and again in the background after secondDeleteAfter',
  set: 'the new value is set',
  'set-if-newer': 'a value is set only over an older one, by a script that compares versions',
} as const;
export type Invalidation = keyof typeof invalidations;

export const writeToOrigin: StepPlan = {
  request: originWrite,
  when: 'always',
  isRequired: true,
  performer: originPerformer,
};

/** A write to the origin, and then to the cache. */
export function writeAndInvalidate(
  invalidate: Invalidation,
  options: CommonOptions,
  secondDeleteAfter = '500ms',
): readonly StepPlan[] {
  // Not required: by then the application has written, and can only rely on the TTL.
  const step = { when: 'always', isRequired: false, performer: 0 } as const;
  const hasLease = options.stampede === 'lease';
  const deletion = { ...step, request: cacheDelete('row-invalidation', hasLease) };
  switch (invalidate) {
    case 'delete':
      return [writeToOrigin, deletion];
    case 'delete-twice': {
      const background = { delayMs: durationMs(secondDeleteAfter), merge: 'never', retryMs: null } as const;
      return [writeToOrigin, deletion, { ...step, request: cacheDelete('none', hasLease), background }];
    }
    case 'set':
    case 'set-if-newer': {
      const setting = settingOf(options, invalidate === 'set-if-newer');
      const set = { ...step, request: cacheSet('row-invalidation', setting), carries: true } as const;
      return [writeToOrigin, setting.hasSuffix ? { ...set, argument: { kind: 'elapsed' } } : set];
    }
    default:
      return invalidate satisfies never;
  }
}
