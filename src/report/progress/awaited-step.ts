import type { LiveState } from './live-state.js';

/**
 * What has to come next after a strike, as `waiting for promotion`; undefined where nothing is awaited. While clients have an
 * outage, that is a step of the failover, or what would end it; afterwards a step of the repair.
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
  // Nobody takes over: what was struck has to come back itself.
  if (failoverSteps.length === 0 && repair === 'healed') return textOf(repair);
  return 'waiting for the clients to recover';
}

/** A step that came says that those before it did, even where nobody saw them. */
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
