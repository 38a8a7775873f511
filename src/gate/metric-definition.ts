import type { RunRecord } from '../record/run-record.js';
import type { MeasuredRecord, Reading } from './reading.js';
import type { Aggregate, GateUnit, Selection } from './selection.js';

/** What a scenario needs for a metric to have data. */
export type MetricNeed =
  | 'fault'
  | 'fault-or-cold-start'
  | 'audit'
  | 'audited-reads'
  | 'writes'
  | 'reads'
  | 'replicas'
  | 'open-loop'
  | 'application'
  | 'agents'
  | 'origin'
  | 'write-behind'
  | 'history';

/**
 * How a load generator that was the limit may have distorted a figure: it `raises` the figure, `lowers` it, may have done
 * `either`, or has no effect (`none`). A load below the requested one relieves the servers, so that a service time is raised
 * only `raises-under-full-load`; with less load, it is biased either way.
 */
export type GeneratorBias = 'raises' | 'lowers' | 'either' | 'none' | 'raises-under-full-load';

/** One figure available to gates. */
export type MetricDefinition = MetricTraits &
  (
    | {
        /** Available per phase, and derived from counts alone, so also known during the run. */
        readonly windowed: true;
        read(record: MeasuredRecord, selection: Selection): Reading;
      }
    | {
        /** Available only for the whole run, once it is over. */
        readonly windowed: false;
        read(record: RunRecord, selection: Selection): Reading;
      }
  );

interface MetricTraits {
  readonly summary: string;
  readonly example: string;
  readonly unit: GateUnit;
  /** Empty: the metric is a single figure. Otherwise a gate must name one of these. */
  readonly aggregates: readonly Aggregate[];
  /** Whether it is available per operation kind: `response_time.set.p99`. */
  readonly perOperation: boolean;
  readonly better: 'lower' | 'higher';
  /** Whether it derives from latencies: comparisons exclude those of a saturated run. */
  readonly fromLatency: boolean;
  readonly generatorBias: GeneratorBias;
  /** Whether it is a time at which the main thread noticed something, so that stalls of that thread raise it too. */
  readonly seenByMain?: true;
  readonly needs: readonly MetricNeed[];
}
