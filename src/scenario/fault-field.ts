import { z } from 'zod';
import type { FaultDefinition } from '../fault/fault.js';
import { originsThatCan } from '../fault/needs.js';
import { mostStrikes } from '../fault/plan-strikes.js';
import { type FaultName, faults } from '../fault/registry.js';
import { recoveries, type Trigger, triggers } from '../model/scenario.js';
import { keysOf } from '../model/table.js';
import { topologiesThatCan } from '../topology/can.js';
import { dayMs } from '../units/duration.js';
import { durationField, wholeField } from '../units/fields.js';
import { wordField } from './fields.js';

const faultNames = keysOf(faults);

type WrittenOptions = z.ZodOptional<z.ZodNullable<z.ZodObject>>;

const shortestRoundMs = 1_000;

/** The keys that set when a fault strikes. */
export const timingKeys = ['at', 'every', 'until', 'when', 'of', 'delay', 'random'] as const;

/** A fault's timing as written: `at`, `every` (with `at` and `until`), `when` (with `of` and `delay`), or `random`. */
interface WrittenTiming {
  readonly at?: string;
  readonly every?: string;
  readonly until?: string;
  readonly when?: Trigger;
  readonly of?: number;
  readonly delay?: string;
  readonly random?: { readonly between: readonly [from: string, to: string]; readonly count: number };
}

/** A fault as written, with exactly one fault name as a key; its options may be empty. */
export const writtenFault = z.strictObject({
  at: durationField(0, dayMs)
    .optional()
    .describe('Time of the injection, from the start of the measured part; with every, of the first round.'),
  every: durationField(shortestRoundMs, dayMs)
    .optional()
    .describe('Repeats the fault at this interval; each round selects its targets again.'),
  until: durationField(0, dayMs)
    .optional()
    .describe('With every: no round after this time. Default: rounds continue until the load ends.'),
  when: wordField(keysOf(triggers))
    .optional()
    .describe(
      `Strikes after each strike of an earlier fault, as soon as: ${Object.entries(triggers)
        .map(([word, sentence]) => `${word}: ${sentence}`)
        .join('; ')}.`,
    ),
  of: wholeField(0, 99)
    .optional()
    .describe('With when: the position of the earlier fault in the list, from 0. Default: the previous one.'),
  delay: durationField(0, dayMs).optional().describe('With when: the delay after that. Default: none.'),
  random: z
    .strictObject({
      between: z
        .tuple([durationField(0, dayMs), durationField(0, dayMs)], { error: 'two moments, such as [5s, 60s]' })
        .describe('The first and the last possible moment.'),
      count: wholeField(1, mostStrikes).default(1).describe('Number of strikes.'),
    })
    .optional()
    .describe('Injects the fault at random moments drawn from the seed.'),
  ...writtenOptions(),
  recover: wordField(recoveries)
    .default('none')
    .describe(
      'What happens to a dead target: a new node replaces it, it is restarted with or without its data, or nothing.',
    ),
  after: durationField(0, dayMs)
    .default('3s')
    .describe('From the injection until the recovery starts, or until a fault that leaves its target alive is healed.'),
});

/** A fault with every default filled in: its timing, then `{ [name]: options, recover, after }`. */
export interface FaultEntry extends WrittenTiming {
  readonly recover: (typeof recoveries)[number];
  readonly after: string;
  readonly [faultName: string]: unknown;
}

/** The schema of an entry in `faults`. */
export const faultField = writtenFault
  .superRefine((entry, context) => {
    checkTiming(entry, context);
    const named = faultNames.filter((name) => name in entry);
    if (named.length === 1) return;
    // A misspelt fault is already reported as an unknown key.
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
    const { recover, after } = entry;
    const name = faultNameOf(entry);
    return { ...timingOf(entry), [name]: entry[name] ?? faults[name].options.parse({}), recover, after };
  });

/** The fault that an entry names. */
export function faultNameOf(entry: Readonly<Record<string, unknown>>): FaultName {
  const name = faultNames.find((known) => known in entry);
  if (name === undefined) throw new TypeError('an entry of faults without a fault');
  return name;
}

/** Which keys may be combined. */
const companions: Readonly<Record<string, readonly string[]>> = {
  every: ['at', 'until'],
  when: ['of', 'delay'],
  random: [],
  at: [],
};
const needed: Readonly<Record<string, string>> = { until: 'every', of: 'when', delay: 'when' };

function checkTiming(entry: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  const given = timingKeys.filter((key) => entry[key] !== undefined);
  const leading = Object.keys(companions).find((key) => given.some((word) => word === key));
  if (leading === undefined) {
    // A misspelt key is already reported as unknown.
    if (context.issues.some(({ code }) => code === 'unrecognized_keys')) return;
    const expected = 'a time: one of at, every, when and random';
    context.addIssue({ code: 'custom', message: expected, params: { found: given.join(' and ') || 'none' } });
    return;
  }
  const stray = given.find((word) => word !== leading && !companions[leading]?.includes(word));
  if (stray === undefined) return;
  const wanted = needed[stray];
  const message = wanted === undefined ? `one of ${leading} and ${stray}` : `no ${stray} without ${wanted}`;
  context.addIssue({ code: 'custom', path: [stray], message, params: { found: `${leading} and ${stray}` } });
}

/** With the defaults that depend only on the entry. */
function timingOf(entry: z.output<typeof writtenFault>): WrittenTiming {
  const { at, every, until, when, of, delay, random } = entry;
  if (every !== undefined) return { at: at ?? every, every, ...(until !== undefined && { until }) };
  if (when !== undefined) return { when, ...(of !== undefined && { of }), delay: delay ?? '0s' };
  if (random !== undefined) return { random };
  return at === undefined ? {} : { at };
}

function writtenOptions(): Record<FaultName, WrittenOptions> {
  const shape = faultNames.map((name) => [
    name,
    faults[name].options.nullable().optional().describe(descriptionOf(faults[name])),
  ]);
  return Object.fromEntries(shape);
}

function descriptionOf({ summary, needs, needsOrigin }: FaultDefinition): string {
  if (needsOrigin !== undefined) return `${summary} Origins: ${originsThatCan(needsOrigin).join(', ')}.`;
  return `${summary} Topologies: ${topologiesThatCan(needs).join(', ')}.`;
}
