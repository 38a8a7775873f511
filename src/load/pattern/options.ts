import { z } from 'zod';
import type { Lifetime } from '../../model/operation-plan.js';
import { keysOf } from '../../model/table.js';
import { durationMs } from '../../units/duration.js';
import { durationField, percentageField } from '../../units/fields.js';
import { checkedValue } from '../../units/parsed.js';
import { parsePercentage } from '../../units/percentage.js';

const mostTtlMs = 30 * 24 * 3_600_000;
const mostLeaseMs = 600_000;
const mostNegativeTtlMs = 3_600_000;
const mostBeta = 100;

const stampedes = {
  none: 'each reads it from the origin',
  'single-flight': 'one reads it for all readers of its load thread',
  lock: 'one gets a lock in the cache and reads it, and the others wait',
  lease: 'as lock, and the cache refuses what it read if the key was written meanwhile',
  xfetch: 'none waits, because a reader refreshes it at random before it expires, the earlier the longer that takes',
} as const;
const cacheFailures = { origin: 'reads go to the origin', error: 'reads fail' } as const;

/** The options of every pattern. */
export const commonOptions = {
  ttl: durationField(1, mostTtlMs).default('60s').describe('How long a cached value lives.'),
  jitter: percentageField()
    .default('10%')
    .describe('Each lifetime is drawn from ttl plus or minus this share, so that keys do not expire together.'),
  staleFor: durationField(0, mostTtlMs)
    .default('0s')
    .describe('How long after its ttl a value is still returned, while it is refreshed in the background.'),
  stampede: choice(stampedes)
    .default('none')
    .describe(`When several miss the same key at once: ${sentences(stampedes)}.`),
  leaseTime: durationField(1, mostLeaseMs)
    .optional()
    .describe('With stampede lock or lease: how long a reader may take to fill. Default: 1s.'),
  beta: z
    .number()
    .positive()
    .max(mostBeta)
    .optional()
    .describe('With stampede xfetch: above 1, values are refreshed earlier. Default: 1.'),
  missing: percentageField().default('0%').describe('Share of reads that ask for rows that do not exist.'),
  negativeTtl: durationField(1, mostNegativeTtlMs)
    .optional()
    .describe('With missing: how long the cache remembers that a row does not exist. Default: not at all.'),
  whenCacheFails: choice(cacheFailures)
    .default('origin')
    .describe(`When the cache is down or answers with an error: ${sentences(cacheFailures)}.`),
};
const common = z.object(commonOptions);
export type CommonOptions = z.infer<typeof common>;

/** Refuses options that have no effect with the others. */
export function checkCommon(
  { stampede, leaseTime, beta, missing, negativeTtl }: CommonOptions,
  context: z.RefinementCtx,
): void {
  if (leaseTime !== undefined && stampede !== 'lock' && stampede !== 'lease')
    refuse(context, 'leaseTime', 'none without stampede lock or lease');
  if (beta !== undefined && stampede !== 'xfetch') refuse(context, 'beta', 'none without stampede xfetch');
  if (negativeTtl !== undefined && checkedValue(parsePercentage(String(missing))) === 0)
    refuse(context, 'negativeTtl', 'none without missing rows (missing: 1%)');
}

/** An option does not fit the others. */
export function refuse(context: z.RefinementCtx, option: string, expected: string): void {
  context.addIssue({ code: 'custom', path: [option], message: expected, params: { isAboutSeveral: true } });
}

export function lifetimeOf({ ttl, jitter, staleFor }: Pick<CommonOptions, 'ttl' | 'jitter' | 'staleFor'>): Lifetime {
  return {
    ms: durationMs(ttl),
    jitter: checkedValue(parsePercentage(String(jitter))),
    graceMs: durationMs(staleFor),
  };
}

/** How long a lease or lock lasts; null: there is none. */
export function holdMsOf({ stampede, leaseTime = '1s' }: CommonOptions): number | null {
  return stampede === 'lock' || stampede === 'lease' ? durationMs(leaseTime) : null;
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
