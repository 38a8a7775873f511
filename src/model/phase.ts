/** The phases of a run, in order. A record contains only the phases that the run reached, and never warmup. */
export const measuredPhases = ['steady', 'failover', 'recovery', 'settled'] as const;
export type MeasuredPhase = (typeof measuredPhases)[number];
