import type { z } from 'zod';

/**
 * The keys of `topology` in a scenario that not every topology has. `Own`: the same in a plan. A file may have the keys of
 * other topologies too, because a flag can change its topology; they have no effect.
 */
export interface OwnOptions<Own extends object, Written = Readonly<Record<string, unknown>>> {
  /** Every key has a default. */
  readonly schema: z.ZodObject;
  /** Converts them to units. */
  plan(written: Written): Own;
  /** What no single key shows; absent: nothing. */
  problem?(written: Written): OptionProblem | undefined;
  /** What must not be written for a topology that does not have these keys; absent: everything may. */
  problemsElsewhere?(written: Written, kind: string): readonly OptionProblem[];
}

/** As in a message: "expected ..., found ...". */
export interface OptionProblem {
  /** Below `topology`. */
  readonly path: readonly string[];
  readonly expected: string;
  readonly found: string;
}
