import type { Parsed } from './parsed.js';

/** Syntax of a rate, for messages. */
export const rateSyntax = 'a rate per second above 0, such as 10000 or 10k, or max for as fast as replies arrive';

/** Parses a rate such as `10000`, `10k`, `1.5m` or `10000/s` into operations per second; `max` (closed loop) is null. */
export function parseRate(text: string): Parsed<number | null> {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === 'max') return { value: null };
  const parts = /^(\d+(?:\.\d+)?)([km]?)(?:\/s)?$/.exec(trimmed);
  if (parts === null) return { expected: rateSyntax };
  const factor = parts[2] === 'k' ? 1000 : parts[2] === 'm' ? 1_000_000 : 1;
  const ratePerSecond = Number(parts[1]) * factor;
  return ratePerSecond > 0 && Number.isFinite(ratePerSecond) ? { value: ratePerSecond } : { expected: rateSyntax };
}

/** Formats a rate for `parseRate`: operations per second, or `max` for null. */
export function formatRate(ratePerSecond: number | null): string {
  return ratePerSecond === null ? 'max' : String(ratePerSecond);
}
