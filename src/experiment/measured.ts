import type { LoadOutcome } from '../load/load.js';
import type { Measurements } from '../metrics/measurements.js';
import type { ClientOutage } from '../metrics/outages.js';
import type { Scenario } from '../model/scenario.js';
import type { Stall } from '../model/stall.js';
import type { ProgressDisplay } from '../report/progress/progress-display.js';
import type { AbortedRun } from './abort-watch.js';
import type { FaultOutcome } from './fault-outcome.js';

/** What an experiment is asked for. */
export interface ExperimentRequest {
  readonly scenario: Scenario;
  /** The scenario in the words of its file, every default filled in. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly command: readonly string[];
  /** What a person attached to the run. */
  readonly labels: Readonly<Record<string, string>>;
  readonly version: string;
  /** Of a target that runs already, where its URL has none; null: none was given. */
  readonly targetPassword: string | null;
  /** The server's binary, in place of the one that would be found; absent: that one. */
  readonly engineBinary?: string;
  /** Leave the servers' folders, and say where. */
  readonly keep: boolean;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly progress: ProgressDisplay;
  /** Asks to stop: what was measured until then is still told. */
  readonly signal: AbortSignal;
}

/** All that the measured part left behind. Moments are on the monotonic clock. */
export interface Measured {
  readonly epochMs: number;
  /** The epoch on the wall clock. */
  readonly measuredAt: Date;
  /** When the plan ended, or was cut short: throughput counts up to here. */
  readonly issueEndMs: number;
  readonly endMs: number;
  readonly measurements: Measurements;
  readonly load: LoadOutcome | null;
  /** By number of the interval, then by shard: reads that found nothing where a write had been acknowledged. */
  readonly missingReads: ReadonlyMap<number, readonly number[]>;
  readonly routed: readonly { readonly endpoint: string; readonly atMs: number }[];
  readonly faults: readonly FaultOutcome[];
  /** By shard; null when nobody probed. */
  readonly proberOutages: readonly (readonly ClientOutage[])[] | null;
  /** By load thread: when it stood still or ran late, on the run's clock. */
  readonly stalls: readonly (readonly Stall[])[];
  readonly generatorCpuPercent: number;
  /** What ended the measured part early, as it was judged then; null: no gate did. */
  readonly aborted: AbortedRun | null;
  /** What broke the measured part off, when it was not its end. */
  readonly failure: Error | null;
}
