import { z } from 'zod';
import { durationSyntax, formatDuration, parseDuration } from '../units/duration.js';
import type { Parsed } from '../units/parsed.js';
import { formatSize, parseSize } from '../units/size.js';

/** A duration option of a fault, such as `50ms`, between two bounds in milliseconds. */
export function durationOption(minMs: number, maxMs: number) {
  const expected = `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  return z
    .string({ error: durationSyntax })
    .superRefine((text, context) => report(context, within(parseDuration(text), minMs, maxMs, expected)))
    .meta({ pattern: '^\\s*\\d+(\\.\\d+)?\\s*(us|ms|s|m|h)\\s*$', examples: ['50ms'] });
}

/** A size option of a fault, such as `4kb`, between two bounds. */
export function sizeOption(minBytes: number, maxBytes: number) {
  const expected = `a size from ${formatSize(minBytes)} to ${formatSize(maxBytes)} bytes`;
  return z
    .union([z.number(), z.string()], { error: expected })
    .superRefine((written, context) =>
      report(context, within(parseSize(String(written)), minBytes, maxBytes, expected)),
    )
    .meta({ examples: ['100kb'] });
}

/** The value of a validated option, in its unit. */
export function checkedValue(parsed: Parsed<number>): number {
  if (parsed.expected !== undefined)
    throw new TypeError(`a checked option can't be parsed: expected ${parsed.expected}`);
  return parsed.value;
}

function within(parsed: Parsed<number>, min: number, max: number, expected: string): Parsed<number> {
  if (parsed.expected !== undefined) return parsed;
  return parsed.value >= min && parsed.value <= max ? parsed : { expected };
}

function report(context: z.RefinementCtx, { expected }: Parsed<number>): void {
  if (expected !== undefined) context.addIssue({ code: 'custom', message: expected });
}
