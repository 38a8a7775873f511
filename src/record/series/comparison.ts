import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { count } from '../sections/quantities.js';
import { exampleRunSchema } from './example-run.js';
import { replacedRunSchema } from './replaced-run.js';

const figureOrNull = z.number().nullable();

/** The verdict of the runs on one figure, or on all together. `unknown`: undecidable; the reason explains why and what to do. */
const figureVerdict = z.enum(['better', 'worse', 'no-difference', 'unknown']);
export type FigureVerdict = z.infer<typeof figureVerdict>;

/** The values of one figure on one side. */
const figureSummary = z.object({
  /** Runs that have it. */
  runs: count,
  median: figureOrNull,
  min: figureOrNull,
  max: figureOrNull,
  /** From those runs, in measurement order; in a paired comparison, the nth values of both sides belong together. */
  values: z.array(z.number()),
});
export type FigureSummary = DeepReadonly<z.infer<typeof figureSummary>>;

/** One figure in two sets of runs. */
const figureComparison = z.object({
  /** As written in a gate: `response_time.p99`. */
  name: z.string(),
  /** `us`, `ms`, `perSecond`, `ratio`, `count`. */
  unit: z.string(),
  better: z.enum(['lower', 'higher']),
  base: figureSummary,
  new: figureSummary,
  /** New minus base, in the unit: of the medians, or for pairs the median of the differences. Null without data on both sides. */
  difference: figureOrNull,
  /** The difference divided by the base median; null if that is 0. */
  effectPercent: figureOrNull,
  /** 95 % confidence interval of the difference, in the unit; null with fewer than two runs per side. */
  interval: z.object({ low: z.number(), high: z.number() }).nullable(),
  /** The difference, in the unit, that would be detected with 80 % probability; null if it can't be computed. */
  minimumDetectable: figureOrNull,
  minimumDetectablePercent: figureOrNull,
  /** From the rank test, adjusted for the number of figures (Holm); null if there was no test. */
  adjustedPValue: z.number().min(0).max(1).nullable(),
  verdict: figureVerdict,
  /** One sentence; for `unknown`, including what to do. */
  reason: z.string(),
});
export type FigureComparison = DeepReadonly<z.infer<typeof figureComparison>>;

const side = z.object({
  /** Its source, or the settings of its variant. */
  label: z.string(),
  runIds: z.array(z.string()),
  saturatedRuns: count,
  interruptedRuns: count,
  /** Absent without a run that has an answer. */
  example: exampleRunSchema.exactOptional(),
});
export type ComparisonSide = DeepReadonly<z.infer<typeof side>>;

/** A difference between the sides besides what was measured. */
export const sideDifferenceSchema = z.object({
  /** A path in the scenario, or an aspect of the machine or program: `topology.engine`, `machine`. */
  what: z.string(),
  base: z.string(),
  new: z.string(),
});
export type SideDifference = DeepReadonly<z.infer<typeof sideDifferenceSchema>>;

/** A comparison of two sets of runs, as printed by `compare --json` and saved by `ab` in `comparison.json`. */
export const comparisonSchema = z.object({
  comparisonVersion: z.literal(1),
  scenario: z.string(),
  base: side,
  new: side,
  /** Whether the nth run of one side was measured alongside the nth of the other. */
  paired: z.boolean(),
  differences: z.array(sideDifferenceSchema),
  /** Why the sides can't be compared at all, and what to do; null if they can. */
  notComparable: z.string().nullable(),
  figures: z.array(figureComparison),
  /** The minimum number of runs per side for a verdict on this many figures. */
  runsNeeded: count,
  /** Void runs that were repeated; the sides exclude them. */
  replaced: z.array(replacedRunSchema),
  /** Worse beats unknown beats better beats no difference. */
  verdict: figureVerdict,
  /** The comparison was stopped before its last round. */
  interrupted: z.boolean(),
});
export type Comparison = DeepReadonly<z.infer<typeof comparisonSchema>>;
