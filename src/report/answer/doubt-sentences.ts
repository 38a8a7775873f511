import type { RunRecord } from '../../record/run-record.js';
import type { RunEvent } from '../../record/sections/events.js';
import { formatDuration } from '../format-figures.js';

/** What casts doubt on the figures: the run ended early, or the generator was the limit. */
export function doubtSentences(record: RunRecord): readonly string[] {
  return [
    ...earlyEnd(record),
    ...(record.saturation.saturated
      ? ['The load generator was the limit, so the servers may be faster than these figures.']
      : []),
  ];
}

function earlyEnd({ run, events, phases }: RunRecord): readonly string[] {
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
