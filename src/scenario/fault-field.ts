import { z } from 'zod';
import { type FaultName, faults } from '../fault/registry.js';
import { recoveries } from '../model/scenario.js';
import { durationField, wordField } from './fields.js';

/** Every fault's word. */
export const faultNames = Object.keys(faults) as readonly FaultName[];

type WrittenOptions = z.ZodOptional<z.ZodNullable<z.ZodObject>>;

const dayMs = 24 * 3_600_000;

/** A fault as it is written, with the word of exactly one fault as a key; its options may be left empty. */
export const writtenFault = z.strictObject({
  at: durationField(0, dayMs).describe('Moment of the injection, from the start of the measured part.'),
  ...writtenOptions(),
  recover: wordField(recoveries)
    .default('none')
    .describe('What happens to a dead target: a new node replaces it, it is started again, or nothing.'),
  after: durationField(0, dayMs)
    .default('3s')
    .describe('From the injection until the recovery starts, or until a fault that leaves its target alive is healed.'),
});

/** A fault with every default filled in: `{ at, [name]: options, recover, after }`. */
export interface FaultEntry {
  readonly at: string;
  readonly recover: (typeof recoveries)[number];
  readonly after: string;
  readonly [faultName: string]: unknown;
}

/** The schema of one entry of `faults`. */
export const faultField = writtenFault
  .superRefine((entry, context) => {
    const named = faultNames.filter((name) => name in entry);
    if (named.length === 1) return;
    // A misspelt fault is already reported, as the unknown key that it is.
    if (named.length === 0 && context.issues.some(({ code }) => code === 'unrecognized_keys')) return;
    const found = named.length === 0 ? 'none' : named.join(' and ');
    context.addIssue({
      code: 'custom',
      message: `exactly one of the faults ${faultNames.join(', ')}`,
      params: { found },
    });
  })
  .transform((entry, context): FaultEntry => {
    if (context.issues.length > 0) return z.NEVER;
    const { at, recover, after } = entry;
    const name = faultNameOf(entry);
    return { at, [name]: entry[name] ?? faults[name].options.parse({}), recover, after };
  });

/** The fault that an entry names. */
export function faultNameOf(entry: Readonly<Record<string, unknown>>): FaultName {
  const name = faultNames.find((known) => known in entry);
  if (name === undefined) throw new TypeError('an entry of faults names no fault');
  return name;
}

function writtenOptions(): Record<FaultName, WrittenOptions> {
  const shape = faultNames.map((name) => [
    name,
    faults[name].options.nullable().optional().describe(faults[name].summary),
  ]);
  return Object.fromEntries(shape);
}
