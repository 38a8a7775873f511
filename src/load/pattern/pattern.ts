import type { z } from 'zod';
import type { RowRules } from '../../audit/row-ledger.js';
import type { StepPlan } from '../../model/operation-plan.js';
import type { AbsentReads } from './absent-rows.js';
import type { CacheCommands, OptionRefusal } from './cache-commands.js';

/** A way to use a cache in front of an origin. */
export interface PatternDefinition {
  readonly summary: string;
  /** Its options as in the scenario file; a strict object with every default. */
  readonly options: z.ZodObject;
  plan(options: Readonly<Record<string, unknown>>, cache: CacheCommands): PatternPlan;
}

/** What an application's reads and writes consist of. */
export interface PatternPlan extends RowRules {
  readonly read: readonly StepPlan[];
  readonly write: readonly StepPlan[];
  /** Whether the reads of a key in one process share one read of the origin. */
  readonly singleFlight: boolean;
  /** Whether reads fail without the cache; otherwise they go to the origin. */
  readonly needsCache: boolean;
  /** Reads of rows that do not exist; null: none. */
  readonly absent: AbsentReads | null;
  /** Options that have no equivalent on these servers: a scenario with any is refused. */
  readonly refusals: readonly OptionRefusal[];
}
