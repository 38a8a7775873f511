import { z } from 'zod';
import { durationMs } from '../../units/duration.js';
import { percentageField } from '../../units/fields.js';
import { checkedValue } from '../../units/parsed.js';
import { parsePercentage } from '../../units/percentage.js';
import { checkInvalidating, invalidatingOptions, invalidatingPlan } from './cache-aside.js';
import type { PatternDefinition } from './pattern.js';

const options = z
  .strictObject({
    ...invalidatingOptions,
    refreshAfter: percentageField()
      .default('80%')
      .describe('The share of its ttl after which the next read of a value refreshes it in the background.'),
  })
  .superRefine(checkInvalidating);

/** As cache-aside, but keys that are read often never expire. */
export const refreshAhead: PatternDefinition = {
  summary: 'As cache-aside, and a read of a value near the end of its ttl refreshes it in the background.',
  options,
  plan(given, cache) {
    const parsed = options.parse(given);
    const share = 1 - checkedValue(parsePercentage(String(parsed.refreshAfter)));
    return invalidatingPlan(parsed, cache, { refreshMs: Math.round(durationMs(parsed.ttl) * share) });
  },
};
