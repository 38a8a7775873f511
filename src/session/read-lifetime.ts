import { UsageError } from '../errors/errors.js';
import { formatDuration, parseDuration } from '../units/duration.js';

const leastMs = 1_000;
const mostMs = 7 * 24 * 3_600_000;
const hourMs = 3_600_000;

/** Parses how long a cluster may run, in milliseconds; returns a default if absent. Throws UsageError. */
export function readLifetime(text: string | undefined, detached: boolean): number {
  if (text === undefined) return detached ? hourMs : 8 * hourMs;
  const parsed = parseDuration(text);
  if (parsed.expected === undefined && parsed.value >= leastMs && parsed.value <= mostMs) return parsed.value;
  const suggestion = parsed.expected === undefined ? undefined : parsed.suggestion;
  const question = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
  throw new UsageError(
    `--for: expected a duration from ${formatDuration(leastMs)} to ${formatDuration(mostMs)}, found ${JSON.stringify(text)}${question}`,
  );
}
