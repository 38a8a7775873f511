import type { ApplicationPlan } from '../application/application-options.js';
import type { FaultPlan } from '../fault/fault-plan.js';
import type { WorkloadPlan } from '../load/workload/workload-plan.js';
import type { OriginKind } from '../origin/registry.js';
import type { TopologyPlan } from '../topology/topology-plan.js';
import type { CostPlan } from './cost-plan.js';

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
  /** What carries the load; null: threads of this process. */
  readonly agents: AgentsPlan | null;
  /** What to price the load by; null: as measured, by the prices that come with the program. */
  readonly cost: CostPlan | null;
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

/** The processes that carry the load. */
export interface AgentsPlan {
  readonly count: number;
  /** How long to wait for them. */
  readonly waitMs: number;
  /** The most that an agent's clock may be off. */
  readonly clockErrorMs: number;
  /** Whether the others carry their load to the end when one is lost. */
  readonly goesOnWithoutLost: boolean;
  /** Load threads over all of them; null: as many as they have cores. */
  readonly threads: number | null;
}

/** A gate judged during the run. */
export interface AbortGate {
  readonly expression: string;
  /** From the start of the measured part to its first judgement. */
  readonly afterMs: number;
}
