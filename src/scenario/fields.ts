import { z } from 'zod';
import { boundsOf, parseValueSizes, valueSizeSyntax } from '../load/workload/value-size.js';
import { engineRequestPattern, parseEngineRequest } from '../model/engine-request.js';
import { durationSyntax, formatDuration, parseDuration } from '../units/duration.js';
import { report, within } from '../units/fields.js';
import { parseRate, rateSyntax } from '../units/rate.js';
import { formatSize } from '../units/size.js';

/** The TTL value that disables expiry. */
export const noTtl = 'none';

/** A TTL as written: a duration between two bounds in milliseconds, or `none`. */
export function ttlField(minMs: number, maxMs: number) {
  const expected = `${noTtl}, or a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  return z
    .string({ error: durationSyntax })
    .superRefine((text, context) => {
      if (text.trim() !== noTtl) report(context, within(parseDuration(text), minMs, maxMs, expected));
    })
    .meta({ examples: ['60s', noTtl] });
}

/** Value sizes as written, such as `128`, `1kb-4kb` or `32:70,4096:30`; none above `maxBytes`. */
export function valueSizeField(maxBytes: number) {
  const expected = `sizes from 1 to ${formatSize(maxBytes)} bytes`;
  return z
    .union([z.number(), z.string()], { error: valueSizeSyntax })
    .superRefine((written, context) => {
      const parsed = parseValueSizes(String(written));
      if (parsed.expected !== undefined) return report(context, parsed);
      const { leastBytes, mostBytes } = boundsOf(parsed.value);
      if (leastBytes < 1 || mostBytes > maxBytes) report(context, { expected });
    })
    .meta({ minimum: 1, maximum: maxBytes, examples: [128, '4kb', '64-1024', '32:70,4096:30'] });
}

/** A rate as written, such as `10000`, `10k` or `max`; at most `maxPerSecond`. */
export function rateField(maxPerSecond: number) {
  const expected = `${rateSyntax}, and at most ${maxPerSecond}`;
  return z
    .union([z.number(), z.string()], { error: rateSyntax })
    .superRefine((written, context) => {
      report(context, within(parseRate(String(written)), 0, maxPerSecond, expected));
    })
    .meta({ exclusiveMinimum: 0, maximum: maxPerSecond, examples: [10000, '10k', 'max'] });
}

/** A name from a registry or table. */
export function wordField<Word extends string>(words: readonly Word[]) {
  return z.enum(words as readonly [Word, ...Word[]]);
}

/** A server, with or without a version, such as `redis` or `redis@8`. */
export function engineField() {
  return z
    .string()
    .superRefine((text, context) => report(context, parseEngineRequest(text)))
    .meta({ pattern: engineRequestPattern, examples: ['redis', 'redis@8', 'memcached@1.6.38'] });
}

/** Each entry of a registry in one sentence. */
export function summaries(table: Readonly<Record<string, { readonly summary: string }>>): string {
  return Object.entries(table)
    .map(([name, { summary }]) => `${name}: ${summary}`)
    .join(' ');
}
