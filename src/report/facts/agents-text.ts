import type { AgentsRecord } from '../../record/sections/agents.js';
import { counted } from '../../units/counted.js';
import { formatCount } from '../format-figures.js';

/** Who carried the load: `2 agents on 1 machine: agent-1 (1 thread, 49,800 sent), agent-2 (1 thread, lost)`. */
export function agentsText(agents: AgentsRecord): string {
  const machines = new Set(agents.map(({ host }) => host)).size;
  const each = agents.map(({ name, threads, sent, lostAtMs }) => {
    const outcome = lostAtMs === null ? `${formatCount(sent)} sent` : 'lost';
    return `${name} (${counted(threads, 'thread', 'threads')}, ${outcome})`;
  });
  return `${counted(agents.length, 'agent', 'agents')} on ${counted(machines, 'machine', 'machines')}: ${each.join(', ')}`;
}
