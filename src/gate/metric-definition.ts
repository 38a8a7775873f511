import type { RunRecord } from '../model/run-record.js';
import type { MeasuredRecord, Reading } from './reading.js';
import type { Aggregate, GateUnit, Selection } from './selection.js';

/** What a scenario must have for a metric to have data. */
export type MetricNeed = 'fault' | 'fault-or-cold-start' | 'audit' | 'writes' | 'reads' | 'replicas' | 'open-loop';

/**
 * How a load generator that was the limit may have falsified a figure: it `raises` the figure, `lowers` it, may have done `either`, or does
 * nothing to it (`none`). Sending less than was asked for spares the servers, so a service time is raised only `raises-under-full-load`;
 * with less load, it is biased either way.
 */
export type GeneratorBias = 'raises' | 'lowers' | 'either' | 'none' | 'raises-under-full-load';

/** One figure that gates can ask for. */
export type MetricDefinition = MetricTraits &
  (
    | {
        /** It can be asked of one phase, and follows from the counts alone: also while the run goes on. */
        readonly windowed: true;
        read(record: MeasuredRecord, selection: Selection): Reading;
      }
    | {
        /** It is known for the whole run only, when that is over. */
        readonly windowed: false;
        read(record: RunRecord, selection: Selection): Reading;
      }
  );

interface MetricTraits {
  readonly summary: string;
  /** A gate that asks for it. */
  readonly example: string;
  readonly unit: GateUnit;
  /** Empty: the metric is one figure. Else a gate must name one of them. */
  readonly aggregates: readonly Aggregate[];
  /** Whether it can be asked of one operation kind: `response_time.set.p99`. */
  readonly perOperation: boolean;
  readonly better: 'lower' | 'higher';
  /** Whether it comes from latencies: comparisons leave those of a saturated run out. */
  readonly fromLatency: boolean;
  readonly generatorBias: GeneratorBias;
  readonly needs: readonly MetricNeed[];
}
