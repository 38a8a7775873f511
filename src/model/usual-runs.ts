/** Default number of runs for a comparison: somewhat more than the minimum, because some runs are outliers. */
export const usualRuns = 10;
