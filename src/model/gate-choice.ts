export const gateChoices = ['worst', 'median'] as const;
/** How several runs decide a gate: every run must pass, or the median one. */
export type GateChoice = (typeof gateChoices)[number];
