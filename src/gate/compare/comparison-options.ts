import type { Subject } from '../gate.js';

/** How two sets of runs are compared. */
export interface ComparisonOptions {
  /** The nth run of one side was measured beside the nth of the other. */
  readonly paired: boolean;
  /** Empty: the default ones. */
  readonly figures: readonly Subject[];
  /** A smaller effect is no difference; a share: 0.01 is 1 %. */
  readonly ignoredShare: number;
  /** `no difference` is only said where an effect of this size would have been found. */
  readonly detectShare: number;
  /** Judge although the scenarios ask for different things. */
  readonly allowDifferent: boolean;
}

/** What is compared by default: an effect below 1 % is none, and one of 25 % must have been visible. */
export const comparisonDefaults = { ignoredShare: 0.01, detectShare: 0.25 } as const;
