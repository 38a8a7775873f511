import type { LiveState } from './live-state.js';

/**
 * The step expected next after a strike, as `waiting for promotion`; undefined if none is. Until the fault is healed, that is a
 * failover step; during a client outage what would end it; otherwise a repair step.
 */
export function awaitedStep(
  { failoverSteps, repairSteps, milestones }: NonNullable<LiveState['strike']>,
  outages: LiveState['outages'],
): string | undefined {
  const reached = new Set(milestones.map(({ name }) => name));
  const repair = nextOf(repairSteps, reached);
  const failover = nextOf(failoverSteps, reached);
  const isOver = outages.length === 0;
  if (failover !== undefined && !(isOver && reached.has('healed'))) return textOf(failover);
  if (isOver) return textOf(repair);
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
