/** The phases of a run, in order. Only the phases that a run reached stand in its record; warmup never does. */
export const measuredPhases = ['steady', 'failover', 'recovery', 'settled'] as const;
export type MeasuredPhase = (typeof measuredPhases)[number];
