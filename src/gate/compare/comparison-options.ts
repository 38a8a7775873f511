import type { ComparedFigure } from './compared-figure.js';

/** How two sets of runs are compared. */
export interface ComparisonOptions {
  /** The nth run of one side was measured beside the nth of the other. */
  readonly paired: boolean;
  /** Empty: the default ones. */
  readonly figures: readonly ComparedFigure[];
  /** A smaller effect is no difference; a share: 0.01 is 1 %. */
  readonly ignoredShare: number;
  /** `no difference` is only said where an effect of this size would have been found. */
  readonly detectShare: number;
  /** Judge although the scenarios ask for different things. */
  readonly allowDifferent: boolean;
}
