import type { z } from 'zod';
import type { Recovery, Trigger } from '../model/scenario.js';
import { type FaultName, faultNamed, type faults } from './registry.js';

/** When an entry of `faults` strikes. Times are on the run's clock. */
export type FaultTiming =
  | { readonly kind: 'at'; readonly atMs: number }
  /** In rounds, the last of which is no later than `untilMs`. */
  | { readonly kind: 'every'; readonly firstMs: number; readonly everyMs: number; readonly untilMs: number }
  /** At times drawn from the seed. */
  | { readonly kind: 'random'; readonly fromMs: number; readonly toMs: number; readonly count: number }
  /** After each strike of the earlier entry at position `of`. */
  | { readonly kind: 'when'; readonly trigger: Trigger; readonly of: number; readonly delayMs: number };

/** A fault and its own options, as its schema returns them: validated, with every default. */
export type FaultChoice = {
  readonly [Name in FaultName]: { readonly name: Name; readonly options: z.output<(typeof faults)[Name]['options']> };
}[FaultName];

export type FaultPlan = FaultChoice & {
  readonly timing: FaultTiming;
  readonly recover: Recovery;
  /** From the injection to the start of the recovery. */
  readonly afterMs: number;
};

/** A fault with the options written for it. Throws ZodError if it has no such options. */
export function chooseFault(name: FaultName, written: unknown): FaultChoice {
  // TypeScript does not relate a name to the options that its own schema returns.
  return { name, options: faultNamed(name).options.parse(written) } as FaultChoice;
}
