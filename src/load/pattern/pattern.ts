import type { z } from 'zod';
import type { StepPlan } from '../../model/operation-plan.js';

/** A way to use a cache in front of an origin. */
export interface PatternDefinition {
  readonly summary: string;
  /** Its options as in the scenario file; a strict object with every default. */
  readonly options: z.ZodObject;
  plan(options: Readonly<Record<string, unknown>>): PatternPlan;
}

/** What an application's reads and writes consist of. */
export interface PatternPlan {
  readonly read: readonly StepPlan[];
  readonly write: readonly StepPlan[];
  /** Whether the reads of a key in one process share one read of the origin. */
  readonly singleFlight: boolean;
  /** Whether reads fail without the cache; otherwise they go to the origin. */
  readonly needsCache: boolean;
  /** How long the cache may return a value that was replaced, in milliseconds; null: writes invalidate it. */
  readonly allowedMs: number | null;
}
