import { type CommonOptions, lifetimeOf } from './options.js';
import type { PatternPlan } from './pattern.js';
import { cacheGet, cacheSet, originPerformer, originRead } from './requests.js';

/** Reads that miss fill the cache from the origin. `fill`: how they do that. */
export function lazyLoading(
  options: CommonOptions,
  fill = cacheSet,
): Pick<PatternPlan, 'read' | 'singleFlight' | 'needsCache'> {
  const needsCache = options.whenCacheFails === 'error';
  const filling = fill('row-fill', lifetimeOf(options));
  return {
    read: [
      { request: cacheGet, when: 'always', isRequired: needsCache, performer: 0 },
      { request: originRead, when: 'miss', isRequired: true, performer: originPerformer },
      { request: filling, when: 'hit', isRequired: false, performer: 0, carries: true },
    ],
    singleFlight: options.stampede === 'single-flight',
    needsCache,
  };
}
