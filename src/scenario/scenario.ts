import type { ApplicationPlan } from '../application/application-plan.js';
import type { FaultPlan } from '../fault/fault-plan.js';
import type { WorkloadPlan } from '../load/workload/workload-plan.js';
import type { OriginKind } from '../origin/registry.js';
import type { TopologyPlan } from '../topology/topology-plan.js';

/** A scenario ready to run: defaults filled in, figures converted to their units, and a seed set. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly seed: number;
  readonly topology: TopologyPlan;
  readonly workload: WorkloadPlan;
  /** The program in front of the cache; null: clients talk to the cache. */
  readonly application: ApplicationPlan | null;
  /** What is behind the cache; null: nothing. */
  readonly origin: OriginPlan | null;
  readonly phases: { readonly warmupMs: number; readonly durationMs: number };
  readonly faults: readonly FaultPlan[];
  /** Gate expressions, already parsed once without error. */
  readonly gates: readonly string[];
  /** The gates that end the run as soon as they fail. */
  readonly abortGates: readonly AbortGate[];
}

/** An origin, and its checked options. */
export interface OriginPlan {
  readonly kind: OriginKind;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A gate judged during the run. */
export interface AbortGate {
  readonly expression: string;
  /** From the start of the measured part to its first judgement. */
  readonly afterMs: number;
}
