import type { NodeRole } from '../model/node.js';
import type { Stats } from '../record/sections/stats.js';

/** The state of a run at one moment. */
export interface ProgressTick {
  /** On the run's clock. */
  readonly atMs: number;
  /** Of the measured part; null if only the number of requests ends it. */
  readonly durationMs: number | null;
  /** Operations that ended `ok`, in the last second. */
  readonly ratePerSecond: number;
  /** In the last second; null if nothing ended. */
  readonly p50Us: number | null;
  /** The same. */
  readonly p99Us: number | null;
  /** What the percentiles measure: closed loop has no response time. */
  readonly latencySort: 'response' | 'service';
  /** All known quantiles of the last second, by share from 0 to 1; empty if nothing ended. */
  readonly quantilesUs: readonly (readonly [share: number, us: number])[];
  /** Since the measured part began. */
  readonly total: Pick<Stats, 'operations' | 'errors'>;
  /** By outcome, in the last second. */
  readonly operations: Stats['operations'];
  /** In the last second. */
  readonly errorsByClass: Readonly<Record<string, number>>;
  readonly nodes: readonly {
    readonly id: string;
    readonly role: NodeRole;
    readonly zone: string;
    readonly state: 'up' | 'down';
  }[];
}
