import { z } from 'zod';
import { longestMs } from '../workload/lifetime.js';
import { writeToOrigin } from './invalidation.js';
import { lazyLoading } from './lazy-loading.js';
import { checkCommon, commonOptions, lifetimeOf } from './options.js';
import type { PatternDefinition } from './pattern.js';

const options = z.strictObject(commonOptions).superRefine(checkCommon);

/** Writes do not touch the cache: its values are old by up to their TTL. */
export const ttlOnly: PatternDefinition = {
  summary:
    'A read that misses fills the cache; a write goes to the origin only, and is visible once the ttl has ended.',
  options,
  plan(given, cache) {
    const parsed = options.parse(given);
    return {
      ...lazyLoading(parsed, cache),
      write: [writeToOrigin],
      allowedMs: longestMs(lifetimeOf(parsed)) + cache.clockStepMs,
    };
  },
};
