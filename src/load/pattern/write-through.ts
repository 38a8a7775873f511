import { z } from 'zod';
import { invalidations, setterFor, writeAndInvalidate } from './invalidation.js';
import { lazyLoading } from './lazy-loading.js';
import { choice, commonOptions, lifetimeOf, sentences } from './options.js';
import type { PatternDefinition } from './pattern.js';

const { delete: _, ...settings } = invalidations;

const options = z.strictObject({
  ...commonOptions,
  invalidate: choice(settings)
    .default('set')
    .describe(`After a write: ${sentences(settings)}.`),
});

/** Writes go to the origin and then to the cache, so that it always has what was written. */
export const writeThrough: PatternDefinition = {
  summary: 'A write goes to the origin and then to the cache; a read that misses fills the cache.',
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
