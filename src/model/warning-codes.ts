/** Code of the warning that the load was not carried before the first fault, which leaves a run without a verdict. */
export const loadNotCarried = 'load-not-carried';

/** Code of the warning that an agent was lost during the run, which leaves it without a verdict. */
export const agentLost = 'agent-lost';

/** Code of the warning that not all of a log was replayed, which leaves a run without a verdict. */
export const replayBroken = 'replay-broken';
