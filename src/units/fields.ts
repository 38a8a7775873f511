import { z } from 'zod';
import { durationSyntax, formatDuration, parseDuration } from './duration.js';
import type { Parsed } from './parsed.js';
import { parsePercentage, percentageSyntax } from './percentage.js';
import { formatSize, parseSize } from './size.js';

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

/** A share as written, such as `10%`. */
export function percentageField() {
  return z
    .union([z.number(), z.string()], { error: percentageSyntax })
    .superRefine((written, context) => report(context, parsePercentage(String(written))))
    .meta({ examples: ['10%'] });
}

/** An integer between two bounds, inclusive. */
export function wholeField(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return z.int({ error: expected }).min(min, { error: expected }).max(max, { error: expected });
}

/** Adds an issue stating what was expected, in the form that check-document reads; does nothing if there is a value. */
export function report(context: z.RefinementCtx, parsed: Parsed<unknown>): void {
  if (parsed.expected === undefined) return;
  context.addIssue({ code: 'custom', message: parsed.expected, params: { suggestion: parsed.suggestion } });
}

/** The same, or `expected` if it is out of bounds; null is unbounded. */
export function within(parsed: Parsed<number | null>, min: number, max: number, expected: string) {
  if (parsed.expected !== undefined || parsed.value === null) return parsed;
  return parsed.value >= min && parsed.value <= max ? parsed : { expected };
}
