import type { RunRecord } from '../../record/run-record.js';
import { formatDuration } from '../format-figures.js';

/** Below this, it is normal reconnect and probe timing. */
const leastShareMs = 100;

/** What the program in front of the cache added to its users' outage, and how it ended. */
export function applicationSentences({ application }: RunRecord): readonly string[] {
  if (!application) return [];
  const { exits, restarts } = application;
  const { ownShareMs } = application.unavailability;
  const ends = [...new Set(exits.map(({ code, signal }) => signal ?? `code ${code}`))].join(', ');
  const times = exits.length === 1 ? 'once' : `${exits.length} times`;
  const again = restarts > 0 ? ' and was restarted' : '';
  return [
    ...(exits.length > 0 ? [`The application exited ${times} (${ends})${again}.`] : []),
    ...(ownShareMs === null ? [] : [shareSentence(ownShareMs)]),
  ];
}

function shareSentence(ownShareMs: number): string {
  return ownShareMs < leastShareMs
    ? 'The application was back with the cluster.'
    : `For ${formatDuration(ownShareMs)}, the cluster served but the application did not.`;
}
