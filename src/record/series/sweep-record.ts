import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { gateChoices } from '../../model/gate-choice.js';
import { verdicts } from '../../model/verdict.js';
import { costRangeSchema } from '../sections/cost.js';
import { count, ratio } from '../sections/quantities.js';
import { exampleRunSchema } from './example-run.js';
import { repeatedGateSchema } from './repeated-runs.js';
import { replacedRunSchema } from './replaced-run.js';
import { seriesSchema, seriesVariantSchema, variantFigureSchema } from './series-document.js';

const cellFigure = variantFigureSchema.extend({
  /** Of each run in order; null if missing. */
  values: z.array(z.number().nullable()),
  /** The median is a lower bound: something, such as an outage, was not over when a run ended. */
  isLowerBound: z.boolean(),
  /** Why runs lack it, each reason once. */
  missing: z.array(z.string()),
});
export type CellFigure = DeepReadonly<z.infer<typeof cellFigure>>;

/** How many runs lost acknowledged writes, and the share of runs that do, at 95 % confidence. */
const losses = z.object({
  runs: count,
  runsWithLosses: count,
  /** 0 and at most 3/n if none of n runs lost any (the rule of three), otherwise the exact interval. */
  low: ratio,
  high: ratio,
});
export type CellLosses = DeepReadonly<z.infer<typeof losses>>;

const cost = z.object({
  model: z.string(),
  /** The median over the runs; null: it does not fit, or has no price. */
  dollarsPerMonth: costRangeSchema.nullable(),
  /** Likely month over that of the first product in the cell with the first value on the first axis; null: one has no price. */
  relative: z.number().nonnegative().nullable(),
  /** What the price assumes, or why there is none. */
  why: z.string(),
});
export type CellCost = DeepReadonly<z.infer<typeof cost>>;

/** One combination of the varied settings. */
const cell = seriesVariantSchema.extend({
  /** The name of the value on each axis, in the order of the axes. */
  values: z.array(z.string()),
  figures: z.record(z.string(), cellFigure),
  /** Null if no run was audited. */
  losses: losses.nullable(),
  /** By product; absent: the scenario asks for no prices. */
  costs: z.array(cost).exactOptional(),
  gates: z.array(repeatedGateSchema),
  verdict: z.enum(verdicts),
});
export type SweepCell = DeepReadonly<z.infer<typeof cell>>;

const axis = z.object({
  /** The path of a setting, or the name of sets of settings. */
  name: z.string(),
  values: z.array(z.string()),
});

/** The same seeded drill over a grid of settings, as saved in `series.json` and printed by `sweep --json`. */
export const sweepSchema = seriesSchema.extend({
  kind: z.literal('sweep'),
  id: z.string().min(1),
  scenario: z.string(),
  startedAt: z.iso.datetime({ offset: true }),
  command: z.array(z.string()),
  /** Of the first run of each cell; the others derive from it, alike in each cell. */
  seed: z.int(),
  /** Runs per cell that were asked for. */
  repeat: z.int().positive(),
  gatesOn: z.enum(gateChoices),
  axes: z.array(axis),
  /** The figures of the table, in order. */
  figures: z.array(z.object({ name: z.string(), unit: z.string() })),
  /** One per cell, the last axis changing fastest. */
  variants: z.array(cell),
  /** Void runs that were repeated; no cell counts them. */
  replaced: z.array(replacedRunSchema),
  /** A run that shows what the runs were like. */
  example: exampleRunSchema.exactOptional(),
  /** It was stopped before its last run had ended. */
  interrupted: z.boolean(),
});
export type SweepRecord = DeepReadonly<z.infer<typeof sweepSchema>>;
