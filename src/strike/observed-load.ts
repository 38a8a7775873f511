import type { LoadOutcome } from '../load/load.js';
import type { Measurements } from '../metrics/measurements.js';
import type { ClientOutage } from '../metrics/outages.js';
import type { Stall } from '../model/stall.js';
import type { FaultOutcome } from './fault-outcome.js';

/** What clients and probers experienced around the faults of a run. Times are on the monotonic clock. */
export interface ObservedLoad {
  readonly epochMs: number;
  /** When the plan ended or was cut short: throughput counts up to here. */
  readonly issueEndMs: number;
  readonly endMs: number;
  readonly measurements: Measurements;
  readonly load: LoadOutcome | null;
  readonly routed: readonly { readonly endpoint: string; readonly atMs: number }[];
  readonly faults: readonly FaultOutcome[];
  /** By shard; null without probers. */
  readonly proberOutages: readonly (readonly ClientOutage[])[] | null;
  /** By load thread: when it stalled or ran late, on the run's clock. */
  readonly stalls: readonly (readonly Stall[])[];
}
