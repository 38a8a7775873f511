import { type MeasuredPhase, measuredPhases } from '../model/phase.js';

/** The windows of a run available to gates. */
export const windows = [...measuredPhases, 'all'] as const;
export type Window = MeasuredPhase | 'all';

/** The statistics of a latency distribution available to gates: those that a record keeps. */
export const aggregates = ['min', 'mean', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'p99.99', 'max'] as const;
export type Aggregate = (typeof aggregates)[number];

/** The unit of a figure, as in `GateRecord.unit`. A ratio ranges from 0 to 1. */
export type GateUnit = 'us' | 'ms' | 'perSecond' | 'ratio' | 'count' | 'dollars';

/** The selected part of a metric: one operation kind (null: all), one aggregate (null: it has none), one window. */
export interface Selection {
  readonly operation: string | null;
  readonly aggregate: Aggregate | null;
  readonly window: Window;
}
