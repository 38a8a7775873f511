import { z } from 'zod';
import { durationSyntax, formatDuration, parseDuration } from '../units/duration.js';
import type { Parsed } from '../units/parsed.js';
import { parseRate, rateSyntax } from '../units/rate.js';
import { formatSize, parseSize, sizeSyntax } from '../units/size.js';

/** A duration as it is written, such as `2s`; between two bounds in milliseconds. */
export function durationField(minMs: number, maxMs: number) {
  const expected = `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  return z
    .string({ error: durationSyntax })
    .superRefine((text, context) => {
      report(context, within(parseDuration(text), minMs, maxMs, expected));
    })
    .meta({ pattern: '^\\s*\\d+(\\.\\d+)?\\s*(us|ms|s|m|h)\\s*$', examples: ['20s', '500ms'] });
}

/** A size as it is written, such as `128` or `4kb`; between two bounds in bytes. */
export function sizeField(minBytes: number, maxBytes: number) {
  const expected = `a size from ${formatSize(minBytes)} to ${formatSize(maxBytes)} bytes`;
  return z
    .union([z.number(), z.string()], { error: sizeSyntax })
    .superRefine((written, context) => {
      report(context, within(parseSize(String(written)), minBytes, maxBytes, expected));
    })
    .meta({ minimum: minBytes, maximum: maxBytes, examples: [128, '4kb'] });
}

/** A rate as it is written, such as `10000`, `10k` or `max`; at most `maxPerSecond`. */
export function rateField(maxPerSecond: number) {
  const expected = `${rateSyntax}, and at most ${maxPerSecond}`;
  return z
    .union([z.number(), z.string()], { error: rateSyntax })
    .superRefine((written, context) => {
      report(context, within(parseRate(String(written)), 0, maxPerSecond, expected));
    })
    .meta({ exclusiveMinimum: 0, maximum: maxPerSecond, examples: [10000, '10k', 'max'] });
}

/** A whole number between two bounds, both allowed. */
export function wholeField(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return z.int({ error: expected }).min(min, { error: expected }).max(max, { error: expected });
}

/** One of the words of a registry or table. */
export function wordField<Word extends string>(words: readonly Word[]) {
  return z.enum(words as readonly [Word, ...Word[]]);
}

/** Adds what was expected as an issue, in the form that check-document reads; nothing when there is a value. */
export function report(context: z.RefinementCtx, parsed: Parsed<unknown>): void {
  if (parsed.expected === undefined) return;
  context.addIssue({ code: 'custom', message: parsed.expected, params: { suggestion: parsed.suggestion } });
}

function within(parsed: Parsed<number | null>, min: number, max: number, expected: string): Parsed<number | null> {
  if (parsed.expected !== undefined || parsed.value === null) return parsed;
  return parsed.value >= min && parsed.value <= max ? parsed : { expected };
}
