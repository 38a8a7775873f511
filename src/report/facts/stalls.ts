import { loadStalls, type Stall, significantStalls } from '../../model/stall.js';
import type { RunRecord } from '../../record/run-record.js';
import { formatDuration } from '../format-figures.js';

/** When the load generator stalled for long enough to matter, and what that means; empty if it did not. */
export function stallSentences({ stalls, timeline }: RunRecord): readonly string[] {
  const endMs = timeline.intervals.length * timeline.intervalMs;
  const significant = significantStalls(loadStalls(stalls), [{ startMs: 0, endMs }]);
  const [first, ...others] = significant.toSorted((left, right) => right.durationMs - left.durationMs);
  if (first === undefined) return [];
  const totalMs = significant.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const longest = `${formatDuration(first.durationMs)} at ${formatDuration(first.startMs)} (${causeOf(first)})`;
  return others.length === 0
    ? [`The load generator stalled for ${longest}, which is not counted as an outage.`]
    : [
        `The load generator stalled ${significant.length} times for ${formatDuration(totalMs)} in total, the longest for ${longest}; ` +
          'stalls are not counted as outages.',
      ];
}

function causeOf({ where }: Stall): string {
  return where === 'machine' ? 'it waited for a free core' : 'its own process was paused or busy';
}
