import type { RunRecord } from '../../record/run-record.js';
import { formatDuration } from '../format-figures.js';

/** What casts doubt on the figures: the run was aborted, or the generator was the limit. */
export function doubtSentences(record: RunRecord): readonly string[] {
  const { run, events, saturation, phases } = record;
  const stopped = events.find(({ type }) => type === 'interrupted' || type === 'aborted');
  const when = stopped === undefined || stopped.atMs < 0 ? '' : ` at ${formatDuration(stopped.atMs)}`;
  const sentences: string[] = [];
  if (run.abortedBy !== undefined) sentences.push(`The gate ${run.abortedBy} ended the run early${when}.`);
  else if (run.interrupted && phases.length === 0)
    sentences.push('The run was interrupted before anything was measured.');
  else if (run.interrupted) sentences.push(`The run was interrupted${when}; the figures cover the time until then.`);
  if (saturation.saturated)
    sentences.push('The load generator was the limit, so the servers may be faster than these figures.');
  return sentences;
}
