import type { RunRecord } from '../../record/run-record.js';
import { formatDuration } from '../format-figures.js';

/** Agents that were lost cast doubt on the figures. */
export function agentSentences({ agents = [], scenario }: RunRecord): readonly string[] {
  const lost = agents.filter(({ lostAtMs }) => lostAtMs !== null);
  const wentOn = continues(scenario.agents) && lost.length < agents.length;
  return lost.map(({ name, place, lostAtMs }) => {
    const when = lostAtMs === null || lostAtMs < 0 ? '' : ` at ${formatDuration(lostAtMs)}`;
    const was = `The agent ${name} (place ${place} of ${agents.length}) was lost${when}`;
    return wentOn
      ? `${was}, and the others carried on. What it did is unknown, and so are figures over the whole load after it last reported.`
      : `${was} and ended the run; what it did is unknown.`;
  });
}

function continues(agents: unknown): boolean {
  return (agents as { readonly onLostAgent?: unknown } | undefined)?.onLostAgent === 'continue';
}
