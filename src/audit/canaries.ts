import { canaryName } from '../model/write-stamp.js';

/** A key that is written once before the measured part and never again. */
export interface Canary {
  readonly name: string;
  readonly value: string;
}

/** The canaries of a run. Their names spread them over all shards; each value is unique, so that a mix-up shows. */
export function canaryPlan(runTag: string, count: number): readonly Canary[] {
  return Array.from({ length: count }, (_, index) => ({
    name: canaryName(runTag, index),
    value: `${runTag}:canary:${index}`,
  }));
}

/** How many canaries still hold their value; `values` in plan order, null for missing ones. */
export function countCanaries(plan: readonly Canary[], values: readonly (string | null | undefined)[]): number {
  return plan.filter((canary, index) => values[index] === canary.value).length;
}
