import { agentFault } from './agent-fault.js';

/** An agent crashes, with what it knew of its writes. */
export const agentKill = agentFault({
  summary: 'An agent of the load generator crashes (SIGKILL), as if its machine were lost.',
  happened: 'An agent of the load generator was killed',
  strike: (agent) => void agent.signal('SIGKILL'),
  proof: async ({ name, running }) => (running ? undefined : `the process of ${name} is gone`),
  heal() {},
});
