import { z } from 'zod';
import { invalidations, writeAndInvalidate } from './invalidation.js';
import { lazyLoading } from './lazy-loading.js';
import { checkCommon, choice, commonOptions, sentences } from './options.js';
import type { PatternDefinition } from './pattern.js';

const settings = { set: invalidations.set, 'set-if-newer': invalidations['set-if-newer'] } as const;

const options = z
  .strictObject({
    ...commonOptions,
    invalidate: choice(settings)
      .default('set')
      .describe(`After a write: ${sentences(settings)}.`),
  })
  .superRefine(checkCommon);

/** Writes go to the origin and then to the cache, so that it always has what was written. */
export const writeThrough: PatternDefinition = {
  summary: 'A write goes to the origin and then to the cache; a read that misses fills the cache.',
  options,
  plan(given, cache) {
    const parsed = options.parse(given);
    return {
      ...lazyLoading(parsed, cache, { isNewerOnly: parsed.invalidate === 'set-if-newer' }),
      write: writeAndInvalidate(parsed, cache),
    };
  },
};
