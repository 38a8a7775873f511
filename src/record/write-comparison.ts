import { z } from 'zod';
import { type Comparison, figureVerdicts } from '../model/comparison.js';
import { replacedSchema } from './replaced-schema.js';
import { writeDocument } from './write-document.js';

const count = z.int().nonnegative();
const figure = z.number().nullable();
const summary = z.object({ runs: count, median: figure, min: figure, max: figure, values: z.array(z.number()) });
const side = z.object({
  label: z.string(),
  runIds: z.array(z.string()),
  saturatedRuns: count,
  interruptedRuns: count,
});

/** The schema of comparison.json, which `compare --json` and `ab --json` print. Source of the fields: `Comparison`. */
export const comparisonSchema = z.object({
  comparisonVersion: z.literal(1),
  scenario: z.string(),
  base: side,
  new: side,
  paired: z.boolean(),
  differences: z.array(z.object({ what: z.string(), base: z.string(), new: z.string() })),
  notComparable: z.string().nullable(),
  figures: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      better: z.enum(['lower', 'higher']),
      base: summary,
      new: summary,
      difference: figure,
      effectPercent: figure,
      interval: z.object({ low: z.number(), high: z.number() }).nullable(),
      minimumDetectable: figure,
      minimumDetectablePercent: figure,
      adjustedPValue: z.number().min(0).max(1).nullable(),
      verdict: z.enum(figureVerdicts),
      reason: z.string(),
    }),
  ),
  runsNeeded: count,
  replaced: replacedSchema,
  verdict: z.enum(figureVerdicts),
  interrupted: z.boolean(),
}) satisfies z.ZodType<Comparison>;

/** Saves `<folder>/comparison.json` and returns its path. Throws `InternalError` if it violates its schema. */
export function writeComparison(comparison: Comparison, folder: string): Promise<string> {
  return writeDocument(comparison, comparisonSchema, folder, 'comparison.json');
}
