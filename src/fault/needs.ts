import type { TopologyPlan } from '../model/scenario.js';
import type { Ability } from '../topology/abilities.js';
import { lackOf } from '../topology/can.js';
import type { FaultDefinition } from './fault.js';

type Options = Readonly<Record<string, unknown>>;

/** The abilities that a fault with these options needs. */
export function needsOf({ needs, needsWith }: FaultDefinition, options: Options): readonly Ability[] {
  return [...needs, ...(needsWith?.(options) ?? [])];
}

/** Why a topology can't have a fault with these options; undefined if it can. */
export function faultRefusal(fault: FaultDefinition, topology: TopologyPlan, options: Options): string | undefined {
  return lackOf(topology, needsOf(fault, options)) ?? fault.refusal?.(topology, options);
}
