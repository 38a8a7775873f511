import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { gateChoices } from '../../model/gate-choice.js';
import { verdicts } from '../../model/verdict.js';
import { gateSchema } from '../sections/gates.js';
import { count } from '../sections/quantities.js';
import { exampleRunSchema } from './example-run.js';
import { replacedRunSchema } from './replaced-run.js';

const run = z.object({
  id: z.string().min(1),
  seed: z.int(),
  verdict: z.enum(verdicts),
  saturated: z.boolean(),
  interrupted: z.boolean(),
  /** Relative to the folder of the repeat. */
  recordPath: z.string(),
});

/** One figure over all runs that have it. */
const figure = z.object({
  /** As written in a gate. */
  name: z.string(),
  /** `us`, `ms`, `perSecond`, `ratio`, `count`. */
  unit: z.string(),
  runs: count,
  median: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** (max - min) / median; null if the median is 0. */
  spreadPercent: z.number().nonnegative().nullable(),
  /** Of each run in order; null if missing. */
  values: z.array(z.number().nullable()),
});
export type RepeatedFigure = DeepReadonly<z.infer<typeof figure>>;

/** One gate over all runs: observed figure and explanation come from the deciding run. */
export const repeatedGateSchema = gateSchema.extend({
  judgedBy: z.enum(gateChoices),
  passed: count,
  failed: count,
  unknown: count,
});
export type RepeatedGate = DeepReadonly<z.infer<typeof repeatedGateSchema>>;

/** Consecutive runs of one scenario, as saved in `repeat.json` and printed by `run --repeat --json`. */
export const repeatSchema = z.object({
  repeatVersion: z.literal(1),
  id: z.string().min(1),
  scenario: z.string(),
  startedAt: z.iso.datetime({ offset: true }),
  command: z.array(z.string()),
  /** Of the first run; the others derive from it. */
  seed: z.int(),
  asked: z.int().positive(),
  gatesOn: z.enum(gateChoices),
  runs: z.array(run),
  /** Void runs that were repeated; they are not among `runs`. */
  replaced: z.array(replacedRunSchema),
  figures: z.array(figure),
  gates: z.array(repeatedGateSchema),
  verdict: z.enum(verdicts),
  /** A run with the verdict of all; absent in old files. */
  example: exampleRunSchema.exactOptional(),
  /** It was stopped before its last run had ended. */
  interrupted: z.boolean(),
});
export type RepeatedRuns = DeepReadonly<z.infer<typeof repeatSchema>>;
