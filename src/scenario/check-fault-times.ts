import type { FaultPlan } from '../fault/fault-plan.js';
import { mostStrikes, type PlannedStrike, planStrikes, strikeCounts } from '../fault/plan-strikes.js';
import { faultNamed } from '../fault/registry.js';
import { can } from '../topology/can.js';
import type { TopologyPlan } from '../topology/topology-plan.js';
import { formatDuration } from '../units/duration.js';
import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';

/**
 * Checks when the faults strike: within the load (which ends at `endMs`), after an event that occurs, not too often, and not
 * overlapping.
 */
export function checkFaultTimes(scenario: Scenario, endMs: number, findings: Findings): void {
  const before = findings.problems.length;
  for (const [index, plan] of scenario.faults.entries()) {
    checkMoments(plan, index, endMs, findings.problems);
    checkTrigger(scenario, plan, index, findings.problems);
  }
  checkCount(scenario.faults, findings.problems);
  // Strikes can only be counted and compared if each of them is valid on its own.
  if (findings.problems.length > before) return;
  const strikes = planStrikes(scenario.faults, scenario.seed);
  checkOverlaps(scenario, strikes, findings.problems);
  warnOfLateRecoveries(strikes, endMs, findings.warnings);
}

type Problems = Findings['problems'];

function checkMoments({ timing }: FaultPlan, index: number, endMs: number, problems: Problems): void {
  const path = ['faults', index];
  const beforeEnd = (words: readonly (string | number)[], atMs: number) => {
    if (atMs < endMs) return;
    const message = `expected a moment before the load ends at ${formatDuration(endMs)}, found ${formatDuration(atMs)}`;
    problems.push({ path: [...path, ...words], message });
  };
  if (timing.kind === 'at') beforeEnd(['at'], timing.atMs);
  if (timing.kind === 'every') {
    const { firstMs, everyMs, untilMs } = timing;
    beforeEnd([firstMs === everyMs ? 'every' : 'at'], firstMs);
    if (firstMs < endMs) beforeEnd(['until'], untilMs);
    if (firstMs < endMs && untilMs < firstMs) {
      const message = `expected a moment at or after the first round at ${formatDuration(firstMs)}, found ${formatDuration(untilMs)}`;
      problems.push({ path: [...path, 'until'], message });
    }
  }
  if (timing.kind === 'random') {
    const { fromMs, toMs } = timing;
    beforeEnd(['random', 'between', toMs < endMs ? 0 : 1], Math.max(fromMs, toMs));
    if (fromMs > toMs) {
      const message = `expected the earlier moment first, found ${formatDuration(fromMs)} and ${formatDuration(toMs)}`;
      problems.push({ path: [...path, 'random', 'between'], message });
    }
  }
}

function checkTrigger({ topology, faults: plans }: Scenario, plan: FaultPlan, index: number, problems: Problems): void {
  if (plan.timing.kind !== 'when') return;
  const { trigger, of } = plan.timing;
  const path = ['faults', index];
  const awaited = of < index ? plans[of] : undefined;
  if (awaited === undefined) {
    const message =
      index === 0
        ? `expected an earlier fault in the list to wait for, found none`
        : `expected the position of an earlier fault, from 0 to ${index - 1}, found ${of}`;
    problems.push({ path: [...path, index === 0 ? 'when' : 'of'], message });
    return;
  }
  const refusal = () => {
    if (trigger !== 'healed' && faultNamed(awaited.name).needsOrigin !== undefined)
      return `faults.${of} strikes the origin, which is only healed`;
    if (trigger !== 'healed' && faultNamed(awaited.name).needsAgents)
      return `faults.${of} strikes an agent, which is only healed`;
    if ((trigger === 'detected' || trigger === 'agreed') && !can(topology, 'promotes'))
      return `topology ${topology.kind} has no failure detection`;
    if (trigger === 'promoted' && !can(topology, 'replicates'))
      return `topology ${topology.kind} has no replicas that could be promoted`;
    if (trigger === 'joined' && awaited.recover === 'none')
      return `faults.${of} brings no node back (its recover is none)`;
    return undefined;
  };
  const reason = refusal();
  if (reason !== undefined)
    problems.push({
      path: [...path, 'when'],
      message: `expected a milestone that can happen, because ${reason}, found ${trigger}`,
    });
}

function checkCount(plans: readonly FaultPlan[], problems: Problems): void {
  let sum = 0;
  for (const [index, count] of strikeCounts(plans).entries()) {
    sum += count;
    if (sum <= mostStrikes) continue;
    const message = `expected at most ${mostStrikes} strikes in total, found ${sum}`;
    problems.push({ path: ['faults', index], message });
    return;
  }
}

interface TimedStrike extends PlannedStrike {
  readonly atMs: number;
  readonly node: string;
}

/**
 * For strikes at a fixed time on a named node: none while another strike's target is still to be brought back, or is gone
 * permanently.
 */
function checkOverlaps({ topology }: Scenario, strikes: readonly PlannedStrike[], problems: Problems): void {
  const timed = strikes
    .flatMap((strike): TimedStrike[] => {
      const node = namedNode(strike.plan);
      return strike.start.kind === 'at' && node !== undefined ? [{ ...strike, atMs: strike.start.atMs, node }] : [];
    })
    .sort((left, right) => left.atMs - right.atMs);
  const reported = new Set<number>();
  for (const [position, later] of timed.entries()) {
    const earlier = timed.slice(0, position).findLast(({ node }) => node === later.node);
    if (earlier === undefined || reported.has(later.entry)) continue;
    const reason = overlapOf(earlier, later, topology);
    if (reason === undefined) continue;
    reported.add(later.entry);
    problems.push({ path: ['faults', later.entry, momentKey(later.plan)], message: reason });
  }
}

function overlapOf(earlier: TimedStrike, later: TimedStrike, topology: TopologyPlan): string | undefined {
  const { plan, node, entry, atMs } = earlier;
  const { leavesZombie } = faultNamed(plan.name);
  const backMs = atMs + plan.afterMs;
  const isSame = leavesZombie && plan.name === later.plan.name;
  if ((plan.recover !== 'none' || isSame) && later.atMs <= backMs)
    return `expected a strike on ${node} after ${formatDuration(backMs)}, when faults.${entry} has brought it back, found ${formatDuration(later.atMs)}`;
  if (plan.recover === 'replace' && can(topology, 'replaces'))
    return `expected a node that still exists, because faults.${entry} replaces ${node} with one of another name (recover: restart keeps it), found ${node}`;
  return undefined;
}

function namedNode({ options }: FaultPlan): string | undefined {
  const target = 'target' in options ? options.target : undefined;
  return typeof target === 'object' && 'node' in target ? target.node : undefined;
}

function momentKey({ timing }: FaultPlan): string {
  return timing.kind;
}

function warnOfLateRecoveries(strikes: readonly PlannedStrike[], endMs: number, warnings: Findings['warnings']): void {
  const late = new Set<number>();
  for (const { plan, entry, start } of strikes) {
    const { leavesZombie } = faultNamed(plan.name);
    const recovers = plan.recover !== 'none' || leavesZombie;
    if (recovers && start.kind === 'at' && start.atMs + plan.afterMs >= endMs) late.add(entry);
  }
  for (const entry of late) {
    const message = `faults.${entry} recovers after the load has ended at ${formatDuration(endMs)}, so its effect on the load is not measured. Make phases.duration longer.`;
    warnings.push({ code: 'late-recovery', message });
  }
}
