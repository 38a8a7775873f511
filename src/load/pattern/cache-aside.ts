import { z } from 'zod';
import type { Lifetime, StepPlan } from '../../model/operation-plan.js';
import { keysOf } from '../../model/table.js';
import { durationMs } from '../../units/duration.js';
import { durationField, percentageField } from '../../units/fields.js';
import { checkedValue } from '../../units/parsed.js';
import { parsePercentage } from '../../units/percentage.js';
import type { PatternDefinition } from './pattern.js';
import {
  cacheDelete,
  cacheGet,
  cacheSet,
  cacheSetIfNewer,
  originPerformer,
  originRead,
  originWrite,
} from './requests.js';

const mostTtlMs = 30 * 24 * 3_600_000;

const invalidations = {
  delete: 'the key is deleted',
  set: 'the new value is set',
  'set-if-newer': 'a value is set only over an older one, by a script that compares versions',
} as const;
const stampedes = {
  none: 'each reads it from the origin',
  'single-flight': 'one reads it for all readers of its load thread',
} as const;
const cacheFailures = { origin: 'reads go to the origin', error: 'reads fail' } as const;

const options = z.strictObject({
  ttl: durationField(1, mostTtlMs).default('60s').describe('How long a cached value lives.'),
  jitter: percentageField()
    .default('10%')
    .describe('Each lifetime is drawn from ttl plus or minus this share, so that keys do not expire together.'),
  invalidate: choice(invalidations)
    .default('delete')
    .describe(`After a write: ${sentences(invalidations)}.`),
  stampede: choice(stampedes)
    .default('none')
    .describe(`When several miss the same key at once: ${sentences(stampedes)}.`),
  whenCacheFails: choice(cacheFailures)
    .default('origin')
    .describe(`When the cache is down or answers with an error: ${sentences(cacheFailures)}.`),
});

/** Lazy loading: reads that miss fill the cache from the origin, and writes invalidate it. */
export const cacheAside: PatternDefinition = {
  summary: 'A read that misses reads the origin and fills the cache; a write goes to the origin and invalidates.',
  options,
  plan(given) {
    const { ttl, jitter, invalidate, stampede, whenCacheFails } = options.parse(given);
    const lifetime = { ms: durationMs(ttl), jitter: checkedValue(parsePercentage(String(jitter))) };
    const needsCache = whenCacheFails === 'error';
    const filling = invalidate === 'set-if-newer' ? cacheSetIfNewer : cacheSet;
    return {
      read: [
        { request: cacheGet, when: 'always', isRequired: needsCache, performer: 0 },
        { request: originRead, when: 'miss', isRequired: true, performer: originPerformer },
        { request: filling('row-fill', lifetime), when: 'hit', isRequired: false, performer: 0, carries: true },
      ],
      write: [
        { request: originWrite, when: 'always', isRequired: true, performer: originPerformer },
        invalidation(invalidate, lifetime),
      ],
      singleFlight: stampede === 'single-flight',
      needsCache,
    };
  },
};

/** Not required: by then the application has written, and can only rely on the TTL. */
function invalidation(kind: keyof typeof invalidations, lifetime: Lifetime): StepPlan {
  const step = { when: 'always', isRequired: false, performer: 0 } as const;
  if (kind === 'delete') return { ...step, request: cacheDelete };
  const set = kind === 'set' ? cacheSet : cacheSetIfNewer;
  return { ...step, request: set('row-invalidation', lifetime), carries: true };
}

function choice<Table extends Readonly<Record<string, string>>>(table: Table) {
  return z.enum(keysOf(table));
}

function sentences(table: Readonly<Record<string, string>>): string {
  return Object.entries(table)
    .map(([name, sentence]) => `${name}: ${sentence}`)
    .join('; ');
}
