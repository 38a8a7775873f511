import type { GateRecord } from '../../record/sections/gates.js';

/** A gate's comparator and limit on a figure. */
export interface Allowance {
  readonly comparator: string;
  readonly limit: number;
}

/** What the first gate on a metric demands of it; undefined without one. `upper`: only upper limits. */
export function allowanceOf(gates: readonly GateRecord[], metric: string, upper?: 'upper'): Allowance | undefined {
  for (const { expression, limit } of gates) {
    const comparator = /^(\S+) *(<=|>=|==|<|>)/.exec(expression);
    if (comparator?.[1] !== metric || limit === null) continue;
    if (upper === undefined || comparator[2]?.startsWith('<')) return { comparator: comparator[2] ?? '', limit };
  }
  return undefined;
}
