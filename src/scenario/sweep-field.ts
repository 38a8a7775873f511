import { z } from 'zod';
import { parseFigure } from '../gate/compare/compared-figures.js';
import { operationKinds } from '../load/operation/registry.js';
import { report, wholeField } from '../units/fields.js';

/** A dotted path in a scenario, such as `workload.durability`. */
export const settingPath = /^[^\s=.]+(?:\.[^\s=.]+)*$/;

const path = z.string().regex(settingPath, { error: 'the path of a setting, such as workload.durability' });
const valueName = z.string().min(1).max(60);
const figureText = z.string().superRefine((text, context) => report(context, parseFigure(text, operationKinds)));

/** What `sweep` varies, and how often it runs each combination. */
export const sweepField = z.strictObject({
  vary: z
    .record(z.string().min(1), z.union([z.array(z.unknown()).min(1), z.record(valueName, z.record(path, z.unknown()))]))
    .describe(
      'The axes of the grid. A path with a list of its values: workload.clientPolicy: [application, measured]; or a name with sets of settings that change together: durability: { "wait:1": { workload.durability: "wait:1" } }.',
    ),
  repeat: wholeField(1, 100).default(3).describe('Number of runs of each combination; --repeat overrides it.'),
  figures: z
    .array(figureText)
    .min(1)
    .max(12)
    .optional()
    .describe('The columns of the table, such as unavailability.write; --figure overrides them.'),
});
export type SweepSection = z.output<typeof sweepField>;
