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

/** Why a topology can't have a fault with its options; undefined if it can. */
export function faultRefusal(choice: FaultChoice, topology: TopologyPlan): string | undefined {
  return lackOf(topology, needsOf(choice)) ?? faultNamed(choice.name).refusal?.(topology, choice.options);
}
