import { z } from 'zod';
import { boundsOf, parseValueSizes, valueSizeSyntax } from '../load/workload/value-size.js';
import { parseAddress } from '../model/address-map.js';
import { engineRequestPattern, parseEngineRequest } from '../model/engine-request.js';
import { durationSyntax, formatDuration, parseDuration } from '../units/duration.js';
import type { Parsed } from '../units/parsed.js';
import { parseRate, rateSyntax } from '../units/rate.js';
import { formatSize, parseSize } from '../units/size.js';

/** A duration as written, such as `2s`; between two bounds in milliseconds. */
export function durationField(minMs: number, maxMs: number) {
  const expected = `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  return z
    .string({ error: durationSyntax })
    .superRefine((text, context) => {
      report(context, within(parseDuration(text), minMs, maxMs, expected));
    })
    .meta({ pattern: '^\\s*\\d+(\\.\\d+)?\\s*(us|ms|s|m|h)\\s*$', examples: ['20s', '500ms'] });
}

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

/** A number of bytes as written, such as `4kb`; between two bounds. */
export function sizeField(minBytes: number, maxBytes: number) {
  const expected = `a size from ${formatSize(minBytes)} to ${formatSize(maxBytes)} bytes`;
  return z
    .union([z.number(), z.string()], { error: expected })
    .superRefine((written, context) => {
      report(context, within(parseSize(String(written)), minBytes, maxBytes, expected));
    })
    .meta({ minimum: minBytes, maximum: maxBytes, examples: ['100kb'] });
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

/** An integer between two bounds, inclusive. */
export function wholeField(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return z.int({ error: expected }).min(min, { error: expected }).max(max, { error: expected });
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

/** A map of addresses to addresses, each `host:port`. */
export function addressMapField() {
  const address = z.string().superRefine((text, context) => report(context, parseAddress(text)));
  return z.record(address, address).meta({ examples: [{ '10.0.0.5:6379': '127.0.0.1:7001' }] });
}

/** Adds an issue stating what was expected, in the form that check-document reads; does nothing if there is a value. */
export function report(context: z.RefinementCtx, parsed: Parsed<unknown>): void {
  if (parsed.expected === undefined) return;
  context.addIssue({ code: 'custom', message: parsed.expected, params: { suggestion: parsed.suggestion } });
}

function within(parsed: Parsed<number | null>, min: number, max: number, expected: string): Parsed<number | null> {
  if (parsed.expected !== undefined || parsed.value === null) return parsed;
  return parsed.value >= min && parsed.value <= max ? parsed : { expected };
}
