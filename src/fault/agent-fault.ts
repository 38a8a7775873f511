import { z } from 'zod';
import type { AgentProcess } from '../agents/local-agents.js';
import { monotonicMs } from '../clock/monotonic.js';
import { waitFor } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import { wholeField } from '../units/fields.js';
import type { FaultDefinition, Injection } from './fault.js';

const proofLimits = { timeoutMs: 1_000, pollMs: 5 };

const options = z.strictObject({
  agent: wholeField(1, 1_000).default(1).describe('The number of the agent, from 1.'),
});

/** One kind of fault of an agent: it strikes the load generator, and no node. */
interface AgentFault extends Pick<FaultDefinition, 'summary' | 'happened'> {
  strike(agent: AgentProcess): void;
  /** How it is known to have had its effect; undefined: not yet. */
  proof(agent: AgentProcess): Promise<string | undefined>;
  heal(agent: AgentProcess): void;
}

/** As a fault among the others. */
export function agentFault({ strike, proof, heal, ...fault }: AgentFault): FaultDefinition<typeof options> {
  return {
    ...fault,
    options,
    needs: [],
    needsAgents: true,
    leavesZombie: true,
    async inject(_cluster, { agent: number }, _random, { agents }): Promise<Injection> {
      const agent = agents[number - 1];
      if (agent === undefined)
        throw new EnvironmentError(`Agent ${number} does not run on this machine, where faults can strike it.`);
      const injectedAtMs = monotonicMs();
      strike(agent);
      return {
        targets: [],
        beside: [agent.name],
        injectedAtMs,
        prove: () => waitFor(() => proof(agent), proofLimits),
        heal: async () => heal(agent),
      };
    },
  };
}
