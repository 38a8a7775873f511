import { fileURLToPath } from 'node:url';

/** The program of an agent on the coordinator's own machine. */
export const agentProgram = fileURLToPath(new URL('../agents/agent-process.js', import.meta.url));
