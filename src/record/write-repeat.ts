import { z } from 'zod';
import { gateChoices, type RepeatedRuns } from '../model/repeated-runs.js';
import { verdicts } from '../model/verdict.js';
import { replacedSchema } from './replaced-schema.js';
import { writeDocument } from './write-document.js';

const count = z.int().nonnegative();

/** The schema of repeat.json. Source of the fields: `RepeatedRuns`. */
export const repeatSchema = z.object({
  repeatVersion: z.literal(1),
  id: z.string().min(1),
  scenario: z.string(),
  startedAt: z.iso.datetime({ offset: true }),
  command: z.array(z.string()),
  seed: z.int(),
  asked: z.int().positive(),
  gatesOn: z.enum(gateChoices),
  runs: z.array(
    z.object({
      id: z.string().min(1),
      seed: z.int(),
      verdict: z.enum(verdicts),
      saturated: z.boolean(),
      interrupted: z.boolean(),
      recordPath: z.string(),
    }),
  ),
  replaced: replacedSchema,
  figures: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      runs: count,
      median: z.number().nullable(),
      min: z.number().nullable(),
      max: z.number().nullable(),
      spreadPercent: z.number().nonnegative().nullable(),
      values: z.array(z.number().nullable()),
    }),
  ),
  gates: z.array(
    z.object({
      expression: z.string(),
      observed: z.number().nullable(),
      limit: z.number().nullable(),
      unit: z.string(),
      verdict: z.enum(verdicts),
      explanation: z.string(),
      judgedBy: z.enum(gateChoices),
      passed: count,
      failed: count,
      unknown: count,
    }),
  ),
  verdict: z.enum(verdicts),
  interrupted: z.boolean(),
}) satisfies z.ZodType<RepeatedRuns>;

/** Saves `<folder>/repeat.json` and returns its path. Throws `InternalError` for a summary that violates its schema. */
export function writeRepeat(repeat: RepeatedRuns, folder: string): Promise<string> {
  return writeDocument(repeat, repeatSchema, folder, 'repeat.json');
}
