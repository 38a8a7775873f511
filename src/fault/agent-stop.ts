import { agentFault } from './agent-fault.js';

/** An agent stands still, and goes on where it was once healed. */
export const agentStop = agentFault({
  summary: 'An agent of the load generator stands still (SIGSTOP) until it is healed (SIGCONT).',
  happened: 'An agent of the load generator stood still',
  strike: (agent) => void agent.signal('SIGSTOP'),
  proof: async (agent) => ((await agent.isStopped()) ? `the process of ${agent.name} is stopped` : undefined),
  heal: (agent) => void agent.signal('SIGCONT'),
});
