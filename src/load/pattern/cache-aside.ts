import { z } from 'zod';
import { durationField } from '../../units/fields.js';
import type { CacheCommands } from './cache-commands.js';
import { type InvalidationOptions, invalidations, markedMsOf, writeAndInvalidate } from './invalidation.js';
import { type Loading, lazyLoading } from './lazy-loading.js';
import { checkCommon, choice, commonOptions, refuse, sentences } from './options.js';
import type { PatternDefinition, PatternPlan } from './pattern.js';

const mostSecondDeleteMs = 60_000;
const mostMarkedMs = 3_600_000;

/** The options of a pattern whose writes invalidate. */
export const invalidatingOptions = {
  ...commonOptions,
  invalidate: choice(invalidations)
    .default('delete')
    .describe(`After a write: ${sentences(invalidations)}.`),
  secondDeleteAfter: durationField(1, mostSecondDeleteMs)
    .optional()
    .describe('With invalidate delete-twice: the time between the deletions. Default: 500ms.'),
  markedFor: durationField(1, mostMarkedMs)
    .optional()
    .describe('With invalidate mark-stale: how long readers may get the old value. Default: 10s.'),
};

export function checkInvalidating(options: InvalidationOptions, context: z.RefinementCtx): void {
  checkCommon(options, context);
  if (options.secondDeleteAfter !== undefined && options.invalidate !== 'delete-twice')
    refuse(context, 'secondDeleteAfter', 'none without invalidate delete-twice');
  if (options.markedFor !== undefined && options.invalidate !== 'mark-stale')
    refuse(context, 'markedFor', 'none without invalidate mark-stale');
}

const options = z.strictObject(invalidatingOptions).superRefine(checkInvalidating);

/** Lazy loading: reads that miss fill the cache from the origin, and writes invalidate it. */
export const cacheAside: PatternDefinition = {
  summary: 'A read that misses reads the origin and fills the cache; a write goes to the origin and invalidates.',
  options,
  plan: (given, cache) => invalidatingPlan(options.parse(given), cache),
};

export function invalidatingPlan(
  options: InvalidationOptions,
  cache: CacheCommands,
  loading: Pick<Loading, 'refreshMs'> = {},
): PatternPlan {
  const markedMs = markedMsOf(options);
  return {
    ...lazyLoading(options, cache, {
      ...loading,
      isNewerOnly: options.invalidate === 'set-if-newer',
      ...(markedMs !== undefined && { markedMs }),
    }),
    write: writeAndInvalidate(options, cache),
  };
}
