/** How an operation ended. The index of an outcome is its code on the hot path. */
export const outcomes = ['ok', 'fail', 'indeterminate'] as const;
export type Outcome = (typeof outcomes)[number];
