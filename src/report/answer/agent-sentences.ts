import type { RunRecord } from '../../record/run-record.js';
import { formatDuration } from '../format-figures.js';

/** Agents that were lost cast doubt on the figures. */
export function agentSentences({ agents = [] }: RunRecord): readonly string[] {
  return agents.flatMap(({ name, place, lostAtMs }) =>
    lostAtMs === null
      ? []
      : [
          `The agent ${name} (place ${place} of ${agents.length}) was lost${lostAtMs < 0 ? '' : ` at ${formatDuration(lostAtMs)}`} and ended the run; what it did is unknown.`,
        ],
  );
}
