import type { Lifetime, StepPlan } from '../../model/operation-plan.js';
import { cacheDelete, cacheSet, cacheSetIfNewer, originPerformer, originWrite } from './requests.js';

/** What happens to the cached value after a write. */
export const invalidations = {
  delete: 'the key is deleted',
  set: 'the new value is set',
  'set-if-newer': 'a value is set only over an older one, by a script that compares versions',
} as const;
export type Invalidation = keyof typeof invalidations;

/** How values are set, so that those of readers and writers agree. */
export function setterFor(invalidation: Invalidation): typeof cacheSet {
  return invalidation === 'set-if-newer' ? cacheSetIfNewer : cacheSet;
}

/** A write to the origin, and then to the cache. */
export function writeAndInvalidate(invalidation: Invalidation, lifetime: Lifetime): readonly StepPlan[] {
  // Not required: by then the application has written, and can only rely on the TTL.
  const step = { when: 'always', isRequired: false, performer: 0 } as const;
  return [
    writeToOrigin,
    invalidation === 'delete'
      ? { ...step, request: cacheDelete }
      : { ...step, request: setterFor(invalidation)('row-invalidation', lifetime), carries: true },
  ];
}

export const writeToOrigin: StepPlan = {
  request: originWrite,
  when: 'always',
  isRequired: true,
  performer: originPerformer,
};
