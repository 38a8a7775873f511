import { z } from 'zod';
import { durationField } from '../../units/fields.js';
import { type Invalidation, invalidations, writeAndInvalidate } from './invalidation.js';
import { type Loading, lazyLoading } from './lazy-loading.js';
import { type CommonOptions, checkCommon, choice, commonOptions, refuse, sentences } from './options.js';
import type { PatternDefinition, PatternPlan } from './pattern.js';

const mostSecondDeleteMs = 60_000;

/** The options of a pattern whose writes invalidate. */
export const invalidatingOptions = {
  ...commonOptions,
  invalidate: choice(invalidations)
    .default('delete')
    .describe(`After a write: ${sentences(invalidations)}.`),
  secondDeleteAfter: durationField(1, mostSecondDeleteMs)
    .optional()
    .describe('With invalidate delete-twice: the time between the deletions. Default: 500ms.'),
};
interface InvalidatingOptions extends CommonOptions {
  readonly invalidate: Invalidation;
  readonly secondDeleteAfter?: string | undefined;
}

export function checkInvalidating(options: InvalidatingOptions, context: z.RefinementCtx): void {
  checkCommon(options, context);
  if (options.secondDeleteAfter !== undefined && options.invalidate !== 'delete-twice')
    refuse(context, 'secondDeleteAfter', 'none without invalidate delete-twice');
}

const options = z.strictObject(invalidatingOptions).superRefine(checkInvalidating);

/** Lazy loading: reads that miss fill the cache from the origin, and writes invalidate it. */
export const cacheAside: PatternDefinition = {
  summary: 'A read that misses reads the origin and fills the cache; a write goes to the origin and invalidates.',
  options,
  plan: (given) => invalidatingPlan(options.parse(given)),
};

export function invalidatingPlan(options: InvalidatingOptions, loading: Pick<Loading, 'refreshMs'> = {}): PatternPlan {
  const { invalidate, secondDeleteAfter } = options;
  return {
    ...lazyLoading(options, { ...loading, isNewerOnly: invalidate === 'set-if-newer' }),
    write: writeAndInvalidate(invalidate, options, secondDeleteAfter),
  };
}
