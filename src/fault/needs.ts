import { distributions } from '../load/workload/distribution/registry.js';
import type { WorkloadPlan } from '../load/workload/workload-plan.js';
import { keysOf } from '../model/table.js';
import { type OriginAbility, originAbilities } from '../origin/abilities.js';
import { type OriginKind, origins } from '../origin/registry.js';
import type { Ability } from '../topology/abilities.js';
import { lackOf } from '../topology/can.js';
import type { TopologyPlan } from '../topology/topology-plan.js';
import type { FaultChoice } from './fault-plan.js';
import { faultNamed } from './registry.js';

/** The abilities that a fault needs with its options. */
export function needsOf({ name, options }: FaultChoice): readonly Ability[] {
  const { needs, needsWith } = faultNamed(name);
  return [...needs, ...(needsWith?.(options) ?? [])];
}

/** What a fault can strike. */
export interface FaultSite {
  readonly topology: TopologyPlan;
  /** Null: nothing is behind the cache. */
  readonly origin: { readonly kind: OriginKind } | null;
  /** Null: there is no load. */
  readonly workload: Pick<WorkloadPlan, 'distribution'> | null;
  /** How many agents carry the load; absent or null: none. */
  readonly agents?: { readonly count: number } | null;
}

/** Why there can't be a fault with its options; undefined if it can strike. */
export function faultRefusal(
  choice: FaultChoice,
  { topology, origin, workload, agents = null }: FaultSite,
): string | undefined {
  const { needsOrigin, needsKeys, needsAgents, refusal } = faultNamed(choice.name);
  return (
    lackOf(topology, needsOf(choice)) ??
    (needsOrigin && originLack(needsOrigin, origin)) ??
    (needsAgents && agents === null
      ? 'it strikes an agent, which only a run with agents has (--agents 2)'
      : undefined) ??
    (needsKeys ? keysLack(workload) : undefined) ??
    refusal?.(topology, choice.options)
  );
}

/** The origins with this ability. */
export function originsThatCan(ability: OriginAbility): readonly OriginKind[] {
  return keysOf(origins).filter((kind) => origins[kind].can.includes(ability));
}

function originLack(ability: OriginAbility, origin: FaultSite['origin']): string | undefined {
  const able = originsThatCan(ability);
  if (origin === null) return `it requires a run with an origin (origin.kind: ${able.join(' or ')})`;
  return able.includes(origin.kind) ? undefined : originAbilities[ability](origin.kind);
}

function keysLack(workload: FaultSite['workload']): string | undefined {
  if (workload === null) return 'it strikes the keys of a load, which only a run has';
  const { kind } = workload.distribution;
  return distributions[kind].hottest === undefined
    ? `the hot keys of distribution ${kind} change during the run`
    : undefined;
}
