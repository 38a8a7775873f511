import type { ComparedFigure } from './compared-figure.js';

/** How two sets of runs are compared. */
export interface ComparisonOptions {
  /** The nth run of one side was measured alongside the nth of the other. */
  readonly paired: boolean;
  /** Empty: the default figures. */
  readonly figures: readonly ComparedFigure[];
  /** Smaller effects count as no difference; a share: 0.01 is 1 %. */
  readonly ignoredShare: number;
  /** "No difference" requires enough data to detect an effect of this size. */
  readonly detectShare: number;
  /** Judge even though the scenarios ask different questions. */
  readonly allowDifferent: boolean;
}
