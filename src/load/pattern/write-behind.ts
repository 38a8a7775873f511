import { z } from 'zod';
import { durationMs } from '../../units/duration.js';
import { durationField } from '../../units/fields.js';
import { lazyLoading, settingOf } from './lazy-loading.js';
import { type CommonOptions, checkCommon, commonOptions, lifetimeOf, refuse } from './options.js';
import { flushWrite, originPerformer } from './origin-requests.js';
import type { PatternDefinition } from './pattern.js';

const mostFlushMs = 60_000;

const options = z
  .strictObject({
    ...commonOptions,
    flushEvery: durationField(1, mostFlushMs)
      .default('100ms')
      .describe('How long a written key waits until its value is read from the cache and written to the origin.'),
  })
  .superRefine(check);

/**
 * Writes are acknowledged by the cache and reach the origin later: until then, their values exist in the cache only. A value
 * that waits takes all later writes of its key along.
 */
export const writeBehind: PatternDefinition = {
  summary: 'A write goes to the cache, and in the background to the origin; what the cache loses until then is lost.',
  options,
  plan(given, cache) {
    const parsed = options.parse(given);
    const flushMs = durationMs(parsed.flushEvery);
    const setting = settingOf(parsed, false);
    const required = { isRequired: true, performer: 0 } as const;
    return {
      // The origin may have an older value than the cache.
      ...lazyLoading(parsed, cache, { isNewerOnly: true }),
      write: [
        {
          ...required,
          request: cache.set('row-write', setting),
          when: 'always',
          ...(setting.hasSuffix && { argument: { kind: 'elapsed' } as const }),
        },
        {
          ...required,
          request: cache.flushRead,
          when: 'always',
          background: { delayMs: flushMs, merge: 'until-started', retryMs: flushMs },
        },
        { ...required, request: flushWrite, when: 'hit', performer: originPerformer, carries: 'shown' },
      ],
      writesBehind: true,
    };
  },
};

/** A value must not expire before it is flushed. */
function check(parsed: CommonOptions & { readonly flushEvery: string }, context: z.RefinementCtx): void {
  checkCommon(parsed, context);
  const { ms, jitter } = lifetimeOf(parsed);
  if (durationMs(parsed.flushEvery) >= ms * (1 - jitter))
    refuse(context, 'flushEvery', 'less than the shortest lifetime (ttl minus jitter)');
}
