import type { LiveState } from './live-state.js';

/**
 * The step expected next after a strike, as `waiting for promotion`; undefined if none is. During a client outage, that is a
 * failover step, or what would end the outage; afterwards a repair step.
 */
export function awaitedStep(
  { failoverSteps, repairSteps, milestones }: NonNullable<LiveState['strike']>,
  outages: LiveState['outages'],
): string | undefined {
  const reached = new Set(milestones.map(({ name }) => name));
  const repair = nextOf(repairSteps, reached);
  if (outages.length === 0) return textOf(repair);
  const failover = nextOf(failoverSteps, reached);
  if (failover !== undefined) return textOf(failover);
  // No failover: the target itself has to come back.
  if (failoverSteps.length === 0 && repair === 'healed') return textOf(repair);
  return 'waiting for the clients to recover';
}

/** A reached step implies the ones before it, even if nobody saw them. */
function nextOf(steps: readonly string[], reached: ReadonlySet<string>): string | undefined {
  return steps[steps.findLastIndex((step) => reached.has(step)) + 1];
}

const words: Readonly<Record<string, string>> = {
  detected: 'detection',
  agreed: 'agreement that it is down',
  promoted: 'promotion',
  healed: 'repair',
  joined: 'the returning nodes to join',
  redundant: 'full redundancy',
};

function textOf(step: string | undefined): string | undefined {
  return step === undefined ? undefined : `waiting for ${words[step] ?? step}`;
}
