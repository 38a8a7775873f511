import type { RunRecord } from '../../record/run-record.js';
import type { RunEvent } from '../../record/sections/events.js';
import { formatDuration } from '../format-figures.js';

/** A generator at its limit casts doubt on the figures. */
export function saturationSentences({ saturation }: RunRecord): readonly string[] {
  return saturation.saturated
    ? ['The load generator was the limit, so the servers may be faster than these figures.']
    : [];
}

/** A run that ended early casts doubt on the figures. */
export function earlyEndSentences({ run, events, phases }: RunRecord): readonly string[] {
  const untilThen = 'the figures cover the time until then';
  if (run.abortedBy !== undefined) {
    const when = momentOf(events.find(({ type }) => type === 'aborted'));
    return [`The gate ${run.abortedBy} failed${when} and ended the run; ${untilThen}.`];
  }
  if (!run.interrupted) return [];
  const event = events.find((one) => one.type === 'interrupted');
  const by = event === undefined ? '' : ` by ${event.signal}`;
  return [
    phases.length === 0
      ? `The run was interrupted${by} before anything was measured.`
      : `The run was interrupted${by}${momentOf(event)}; ${untilThen}.`,
  ];
}

function momentOf(event: RunEvent | undefined): string {
  return event === undefined || event.atMs < 0 ? '' : ` at ${formatDuration(event.atMs)}`;
}
