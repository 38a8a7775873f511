import { z } from 'zod';
import type { Lifetime } from '../../model/operation-plan.js';
import { keysOf } from '../../model/table.js';
import { durationMs } from '../../units/duration.js';
import { durationField, percentageField } from '../../units/fields.js';
import { checkedValue } from '../../units/parsed.js';
import { parsePercentage } from '../../units/percentage.js';

const mostTtlMs = 30 * 24 * 3_600_000;

const stampedes = {
  none: 'each reads it from the origin',
  'single-flight': 'one reads it for all readers of its load thread',
} as const;
const cacheFailures = { origin: 'reads go to the origin', error: 'reads fail' } as const;

/** The options of every pattern. */
export const commonOptions = {
  ttl: durationField(1, mostTtlMs).default('60s').describe('How long a cached value lives.'),
  jitter: percentageField()
    .default('10%')
    .describe('Each lifetime is drawn from ttl plus or minus this share, so that keys do not expire together.'),
  stampede: choice(stampedes)
    .default('none')
    .describe(`When several miss the same key at once: ${sentences(stampedes)}.`),
  whenCacheFails: choice(cacheFailures)
    .default('origin')
    .describe(`When the cache is down or answers with an error: ${sentences(cacheFailures)}.`),
};
const common = z.object(commonOptions);
export type CommonOptions = z.infer<typeof common>;

export function lifetimeOf({ ttl, jitter }: Pick<CommonOptions, 'ttl' | 'jitter'>): Lifetime {
  return { ms: durationMs(ttl), jitter: checkedValue(parsePercentage(String(jitter))) };
}

/** A word from a table of words and sentences. */
export function choice<Table extends Readonly<Record<string, string>>>(table: Table) {
  return z.enum(keysOf(table));
}

export function sentences(table: Readonly<Record<string, string>>): string {
  return Object.entries(table)
    .map(([name, sentence]) => `${name}: ${sentence}`)
    .join('; ');
}
