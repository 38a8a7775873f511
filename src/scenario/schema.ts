import { z } from 'zod';
import { applicationOptions } from '../application/application-options.js';
import { parseGate } from '../gate/parse-gate.js';
import { operationKinds } from '../load/operation/registry.js';
import { origins } from '../origin/registry.js';
import { dayMs } from '../units/duration.js';
import { durationField, wholeField } from '../units/fields.js';
import { agentsField } from './agents-field.js';
import { costField } from './cost-field.js';
import { faultField, timingKeys, writtenFault } from './fault-field.js';
import { sweepField } from './sweep-field.js';
import { topologyField } from './topology-field.js';
import { variantField } from './variant-field.js';
import { workloadField } from './workload-field.js';

const gateText = z.string().superRefine((text, context) => {
  const parsed = parseGate(text, operationKinds);
  if ('gate' in parsed) return;
  const { expected, found, at, suggestion } = parsed.problem;
  context.addIssue({
    code: 'custom',
    message: expected,
    params: { suggestion, offset: at, found: found === '' ? 'the end' : JSON.stringify(found) },
  });
});

const gateField = z.union([
  gateText,
  z
    .strictObject({
      gate: gateText.describe('The condition.'),
      abortOnFail: z.boolean().default(false).describe('Whether the run ends as soon as it fails.'),
      after: durationField(0, dayMs)
        .optional()
        .describe('With abortOnFail: time from the start of the measured part to the first evaluation. Default: 1s.'),
    })
    .superRefine(({ abortOnFail, after }, context) => {
      if (after === undefined || abortOnFail) return;
      context.addIssue({ code: 'custom', path: ['after'], message: 'abortOnFail: true with after' });
    }),
]);

/** Valid scenario names: they become part of a folder name. */
export const scenarioName = /^[A-Za-z0-9][\w.-]{0,63}$/;

/**
 * The scenario as a document: what a file may contain, and, as its output, with every default filled in. Units stay as
 * written.
 */
export const scenarioSchema = z.strictObject({
  name: z
    .string()
    .regex(scenarioName, {
      error: 'a name of at most 64 letters, digits, dashes, dots and underscores',
    })
    .describe('Letters, digits, dashes, dots and underscores; part of the name of the folder with the reports.'),
  description: z.string().max(2000).default('').describe('For people: what the scenario does.'),
  topology: topologyField.prefault({}),
  workload: workloadField.prefault({}),
  application: applicationOptions
    .optional()
    .describe('Your own program in front of the cache: it is started, and the load consists of HTTP requests to it.'),
  origin: variantField(origins)
    .optional()
    .describe('The database or API behind the cache, with one row per key; workload.pattern says how it is used.'),
  agents: agentsField
    .optional()
    .describe('Carries the load in processes of their own, on this machine or others (docs/agents.md).'),
  phases: z
    .strictObject({
      warmup: durationField(0, dayMs).default('2s').describe('Load before the measured part; it is not counted.'),
      duration: durationField(1, dayMs).default('20s').describe('The measured part.'),
    })
    .prefault({}),
  faults: z.array(faultField).max(100).default([]).describe('Faults and when they strike.'),
  gates: z
    .array(gateField)
    .max(100)
    .default([])
    .describe(
      'Conditions on the run, such as lost_writes <= 100; { gate: ..., abortOnFail: true } ends the run early.',
    ),
  cost: costField.optional().describe('What the real system is like, for prices and the gates cost.* (docs/cost.md).'),
  sweep: sweepField.optional().describe('The grid that cache-bench sweep runs; other commands ignore it.'),
  seed: wholeField(0, 2 ** 32 - 1)
    .nullable()
    .default(null)
    .describe('Seed of all random choices; null: a new one per run.'),
});
export type ScenarioDocument = z.output<typeof scenarioSchema>;

/** The published JSON schema of scenario files. */
export function scenarioJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(scenarioSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== writtenFault) return;
      jsonSchema.oneOf = Object.keys(writtenFault.shape)
        .filter((key) => ![...timingKeys, 'recover', 'after'].includes(key))
        .map((key) => ({ required: [key] }));
      jsonSchema.anyOf = ['at', 'every', 'when', 'random'].map((key) => ({ required: [key] }));
    },
  });
  return { $schema, title: 'cache-bench scenario', ...schema };
}
