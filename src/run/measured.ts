import type { OriginTotals } from '../metrics/origin-totals.js';
import type { Stall } from '../model/stall.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import type { RunFollower } from '../progress/run-follower.js';
import type { Scenario } from '../scenario/scenario.js';
import type { ObservedLoad } from '../strike/observed-load.js';
import type { AbortedRun } from './abort-watch.js';

/** The input of an experiment. */
export interface ExperimentRequest {
  readonly scenario: Scenario;
  /** The scenario as in its file, with every default filled in. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly command: readonly string[];
  /** Labels the user attached to the run. */
  readonly labels: Readonly<Record<string, string>>;
  readonly version: string;
  /** Password of an existing target whose URL has none; null: none was given. */
  readonly targetPassword: string | null;
  /** URL of the Redis through which agents get their orders; absent: they run on this machine. */
  readonly control?: string | undefined;
  /** The server binary to use; absent: the one found automatically. */
  readonly engineBinary?: string;
  /** Keep the servers' folders and report their location. */
  readonly keep: boolean;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly progress: ProgressDisplay;
  /** Receives events and intervals as they become known. */
  readonly follower?: RunFollower | undefined;
  /** Requests a stop; what has been measured so far is still reported. */
  readonly signal: AbortSignal;
}

/** All results of the measured part. Times are on the monotonic clock. */
export interface Measured extends ObservedLoad {
  /** The epoch on the wall clock. */
  readonly measuredAt: Date;
  /** By interval number, then by shard: reads that found nothing although a write had been acknowledged. */
  readonly missingReads: ReadonlyMap<number, readonly number[]>;
  /** Null: there is no origin. */
  readonly origin: OriginTotals | null;
  /** Writes that the probers sent. */
  readonly probeWrites: number;
  readonly generatorCpuPercent: number;
  /** When the main thread stalled, on the run's clock; empty without faults, because nothing depends on it then. */
  readonly mainStalls: readonly Stall[];
  /** The gate that ended the measured part early, as judged then; null: none. */
  readonly aborted: AbortedRun | null;
  /** The error that ended the measured part early, if any. */
  readonly failure: Error | null;
}
