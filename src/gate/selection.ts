import { type MeasuredPhase, measuredPhases } from '../model/phase.js';

/** The parts of a run that a gate can look at. */
export const windows = [...measuredPhases, 'all'] as const;
export type Window = MeasuredPhase | 'all';

/** Which figure of a latency distribution a gate looks at: those that a record keeps. */
export const aggregates = ['min', 'mean', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'p99.99', 'max'] as const;
export type Aggregate = (typeof aggregates)[number];

/** What a figure is counted in, as `GateRecord.unit` spells it. A ratio goes from 0 to 1. */
export type GateUnit = 'us' | 'ms' | 'perSecond' | 'ratio' | 'count';

/** Which part of a metric is meant: of one operation kind (null: of all), one aggregate (null: it has none), one window. */
export interface Selection {
  readonly operation: string | null;
  readonly aggregate: Aggregate | null;
  readonly window: Window;
}
