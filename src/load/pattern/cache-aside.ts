import { z } from 'zod';
import { invalidations, setterFor, writeAndInvalidate } from './invalidation.js';
import { lazyLoading } from './lazy-loading.js';
import { choice, commonOptions, lifetimeOf, sentences } from './options.js';
import type { PatternDefinition } from './pattern.js';

const options = z.strictObject({
  ...commonOptions,
  invalidate: choice(invalidations)
    .default('delete')
    .describe(`After a write: ${sentences(invalidations)}.`),
});

/** Lazy loading: reads that miss fill the cache from the origin, and writes invalidate it. */
export const cacheAside: PatternDefinition = {
  summary: 'A read that misses reads the origin and fills the cache; a write goes to the origin and invalidates.',
  options,
  plan(given) {
    const parsed = options.parse(given);
    return {
      ...lazyLoading(parsed, setterFor(parsed.invalidate)),
      write: writeAndInvalidate(parsed.invalidate, lifetimeOf(parsed)),
      allowedMs: null,
    };
  },
};
