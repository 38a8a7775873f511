import type { Recovery, Trigger } from '../model/scenario.js';
import type { FaultName } from './registry.js';

/** When an entry of `faults` strikes. Times are on the run's clock. */
export type FaultTiming =
  | { readonly kind: 'at'; readonly atMs: number }
  /** In rounds, the last of which is no later than `untilMs`. */
  | { readonly kind: 'every'; readonly firstMs: number; readonly everyMs: number; readonly untilMs: number }
  /** At times drawn from the seed. */
  | { readonly kind: 'random'; readonly fromMs: number; readonly toMs: number; readonly count: number }
  /** After each strike of the earlier entry at position `of`. */
  | { readonly kind: 'when'; readonly trigger: Trigger; readonly of: number; readonly delayMs: number };

export interface FaultPlan {
  readonly name: FaultName;
  /** The fault's own options, parsed by its schema. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly timing: FaultTiming;
  readonly recover: Recovery;
  /** From the injection to the start of the recovery. */
  readonly afterMs: number;
}
