import { z } from 'zod';
import { EnvironmentError } from '../errors/errors.js';
import { foreignText } from '../model/foreign-text.js';

/** What a managed service says about itself. */
export interface ServiceEvent {
  /** In milliseconds since 1970, by the service's clock. */
  readonly atEpochMs: number;
  /** What it is about, such as a replication group; empty: unknown. */
  readonly source: string;
  readonly text: string;
}

/**
 * Only what we read. Source: https://docs.aws.amazon.com/cli/latest/reference/elasticache/describe-events.html, and
 * memorydb/describe-events.html, which has `SourceName`.
 */
const answer = z.object({
  Events: z.array(
    z.object({
      SourceIdentifier: z.string().optional(),
      SourceName: z.string().optional(),
      Message: z.string(),
      Date: z.string(),
    }),
  ),
});

/** Reads the JSON of `aws elasticache describe-events`, earliest event first. Throws EnvironmentError if it is something else. */
export function readServiceEvents(text: string): readonly ServiceEvent[] {
  const found = answer.safeParse(parsed(text));
  if (!found.success)
    throw new EnvironmentError(
      `expected the JSON of aws elasticache describe-events, found "${foreignText(text.trim(), 100)}"`,
    );
  return found.data.Events.map(({ SourceIdentifier, SourceName, Message, Date: moment }) => ({
    atEpochMs: epochMsOf(moment),
    source: foreignText(SourceIdentifier ?? SourceName ?? ''),
    text: foreignText(Message),
  })).toSorted((one, other) => one.atEpochMs - other.atEpochMs);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function epochMsOf(moment: string): number {
  const epochMs = Date.parse(moment);
  if (Number.isNaN(epochMs))
    throw new EnvironmentError(`expected a date such as 2026-11-30T12:00:00Z, found "${foreignText(moment, 100)}"`);
  return epochMs;
}
