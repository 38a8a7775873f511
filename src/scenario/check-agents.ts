import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';

/** Checks that a load can be divided among agents. */
export function checkAgents({ agents, workload, origin }: Scenario, { problems }: Findings): void {
  if (agents === null) return;
  const refuse = (message: string) => problems.push({ path: ['agents'], message });
  if (origin !== null) refuse('expected no origin: its threads share memory, and agents have none in common');
  if (workload.replay !== null) refuse('expected no workload.replay: a log is replayed by this process');
  if (workload.history !== null)
    refuse('expected no workload.history: the times of agents are not known well enough to order single operations');
  const share = (name: string, total: number | null, path: string) => {
    if (total === null || total >= agents.count) return;
    const found = `${total} ${name} for ${agents.count} agents`;
    problems.push({ path: ['workload', path], message: `expected at least one for each agent, found ${found}` });
  };
  share('connections', workload.connections, 'connections');
  share('threads', agents.threads, 'threads');
}
