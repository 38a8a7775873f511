import { z } from 'zod';
import { drivers } from '../load/driver/registry.js';
import { operationKinds, operations } from '../load/operation/registry.js';
import { pacers, parsePacer } from '../load/pacer/registry.js';
import { patterns } from '../load/pattern/registry.js';
import { replayKeys, replayValues } from '../load/replay/replay-plan.js';
import { misses, parseCommand } from '../load/workload/command-template.js';
import { distributions, parseDistribution } from '../load/workload/distribution/registry.js';
import { clientPolicies } from '../model/client-policy.js';
import { readSources } from '../model/client-view.js';
import { protocols } from '../model/protocol.js';
import { auditModes, valueData } from '../model/scenario.js';
import { keysOf, tableOf } from '../model/table.js';
import { dayMs } from '../units/duration.js';
import { durationField, report, wholeField } from '../units/fields.js';
import { bounds } from './bounds.js';
import { rateField, summaries, ttlField, valueSizeField, wordField } from './fields.js';
import { parameterField } from './parameter-field.js';
import { variantField } from './variant-field.js';

/** Its groups: the replicas of wait, then the primary and the replicas of waitaof. */
export const durabilitySyntax = /^(?:async|wait:([1-9]\d?)|waitaof:(?!0,0$)([01]),(0|[1-9]\d?))$/;

/** Operations of a history: they are kept in memory. */
const mostRecorded = 1_000_000;

const weight = z.number().min(0).max(1_000_000);
const mixField = z.strictObject(
  tableOf(operationKinds, (kind) => weight.optional().describe(operations[kind].summary)),
);

const commandText = z.string().superRefine((text, context) => report(context, parseCommand(text)));

const missField = wordField(keysOf(misses))
  .optional()
  .describe(
    `When its reply is a miss. ${Object.entries(misses)
      .map(([name, sentence]) => `${name}: ${sentence}`)
      .join('; ')}. Without it: nil after GET and HGET, unknown after other reads.`,
  );

const stepField = z.union([
  commandText,
  z.strictObject({
    command: commandText.describe('The command.'),
    if: wordField(['hit', 'miss'])
      .optional()
      .describe('Sent only if the step before it was sent, and was a hit, or a miss. Without it: always.'),
    miss: missField,
  }),
]);

const commandField = z
  .strictObject({
    command: commandText
      .optional()
      .describe(
        'The command; __key__ is replaced by a key of this run, __data__ by a value, __rand__ by 12 random digits.',
      ),
    steps: z
      .array(stepField)
      .min(2)
      .max(10)
      .optional()
      .describe(
        'Several commands on the same key, in place of one: together they are one operation, planned and timed as a whole.',
      ),
    weight: weight.default(1).describe('How often it is drawn, next to the weights of the mix.'),
    miss: missField,
  })
  .superRefine(({ command, steps = [], miss }, context) => {
    const refuse = (path: readonly (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path: [...path], message });
    if (command === undefined && steps.length === 0) refuse(['command'], 'a command (or steps)');
    if (command !== undefined && steps.length > 0) refuse(['steps'], 'either command or steps');
    if (miss !== undefined && steps.length > 0) refuse(['miss'], 'miss at each step');
    const [first] = steps;
    if (typeof first === 'object' && first.if !== undefined)
      refuse(['steps', 0, 'if'], 'no condition, because no step is before the first');
  })
  .meta({ oneOf: [{ required: ['command'] }, { required: ['steps'] }] });

export const workloadField = z.strictObject({
  driver: wordField(keysOf(drivers)).default('ioredis').describe(summaries(drivers)),
  protocol: wordField(keysOf(protocols))
    .nullable()
    .default(null)
    .describe(
      `The protocol; null: the first that the driver speaks with these servers. ${Object.entries(protocols)
        .map(([name, sentence]) => `${name}: ${sentence}`)
        .join(' ')}`,
    ),
  clientPolicy: wordField(keysOf(clientPolicies))
    .default('measured')
    .describe(
      Object.entries(clientPolicies)
        .map(([name, sentence]) => `${name}: ${sentence}`)
        .join(' '),
    ),
  clientOptions: z
    .union([z.record(z.string(), z.unknown()), z.string().regex(/\.[cm]?js$/)], {
      error: 'a mapping, or the path of a module (.mjs, .js or .cjs) whose default export it is',
    })
    .optional()
    .describe(
      'Your own options of the client library, over those of clientPolicy production or application; except what the measurement sets, such as addresses. Or the path of a module (.mjs, .js or .cjs) that exports them by default, as an object or as a function that returns one.',
    ),
  connections: wholeField(1, bounds.connections).default(16).describe('Total number of connections over all threads.'),
  threads: z
    .union([z.literal('auto'), z.int().min(1).max(64)], { error: 'auto or a whole number from 1 to 64' })
    .default('auto')
    .describe('Worker threads that issue the load.'),
  pipeline: wholeField(1, 10_000).default(1).describe('Maximum number of operations in flight on one connection.'),
  rate: rateField(bounds.ratePerSecond)
    .default(10_000)
    .describe('Operations per second over all threads; max: closed loop.'),
  pacer: parameterField('pacer', pacers, parsePacer)
    .default('constant')
    .describe(`When operations start; the warm-up follows the same plan from its start. ${syntaxes(pacers)}`),
  requests: wholeField(1, 1_000_000_000_000)
    .nullable()
    .default(null)
    .describe('Total operations to issue; null: until the duration ends.'),
  deadline: durationField(1, 600_000)
    .default('1s')
    .describe('Maximum wait to be sent, from the planned start; then maximum wait for the reply, from the send.'),
  connectTimeout: durationField(1, 600_000)
    .nullable()
    .default(null)
    .describe('Maximum wait for a connection, including its handshake; null: the deadline, but at least 500ms.'),
  keys: wholeField(1, bounds.keys).default(20_000).describe('Size of the key space.'),
  distribution: parameterField('distribution', distributions, parseDistribution)
    .default('uniform')
    .describe(`Which keys are hot. ${syntaxes(distributions)}`),
  valueSize: valueSizeField(bounds.valueBytes)
    .default(128)
    .describe('Value size in bytes: one size, a range (64-1024), or weighted sizes (32:70,4096:30).'),
  data: wordField(keysOf(valueData))
    .default('random')
    .describe(
      `The content of values: ${Object.entries(valueData)
        .map(([name, sentence]) => `${name}: ${sentence}`)
        .join('; ')}.`,
    ),
  mix: mixField.default({ set: 50, get: 50 }).describe('Weight of each kind of operation.'),
  commands: z
    .array(commandField)
    .max(50)
    .default([])
    .describe('Free commands in addition to the mix, such as "HSET __key__ f __data__"; they are not audited.'),
  preload: z
    .union([z.boolean(), z.array(commandText).min(1).max(20)], {
      error: 'true, false for a cold cache, or a list of commands that fill the keys of workload.commands',
    })
    .default(true)
    .describe(
      'true: every key of the mix is written before the load; false: none is, the cache is cold; commands, such as ["HSET __key__ f __data__"]: they also fill each key of workload.commands.',
    ),
  ttl: ttlField(1_000, 365 * dayMs)
    .nullable()
    .default(null)
    .describe(
      'Time to live of written keys, in whole seconds; null: none on launched servers, a few minutes past the run on a target; none: never, not even on a target.',
    ),
  keysPerOperation: wholeField(1, 1_000)
    .default(10)
    .describe('Keys per mget or mset; they share a hash slot, or a server of a memcached pool.'),
  readFrom: wordField(readSources)
    .default('primary')
    .describe('Which nodes of a shard serve reads, with topology cluster: primary, replica, or any.'),
  zone: z
    .string()
    .regex(/^az-[1-9]\d*$/, { error: 'a zone, such as az-1' })
    .nullable()
    .default(null)
    .describe(
      'The zone of all clients, such as az-1: topology.links applies between them and other zones, and clients are lost with their zone; null: close to every node.',
    ),
  durability: z
    .string()
    .regex(durabilitySyntax, {
      error:
        'async, wait:N for N replicas that must have a write, or waitaof:L,N for the disks of L (0 or 1) primary and N replicas',
    })
    .default('async')
    .describe(
      'What an acknowledgement means: async; wait:N for N replicas that must have the write; waitaof:L,N (Redis 7.2) for the disks of L (0 or 1) primary and N replicas, which sets topology.config.appendonly.',
    ),
  audit: wordField(auditModes)
    .default('chain')
    .describe('chain: every write audits the one before it; final: a read-back at the end; off.'),
  history: z
    .strictObject({
      keys: wholeField(1, 10_000).default(100).describe('Number of keys: the first ones.'),
      most: wholeField(1, 100_000).default(2_000).describe('Most operations of each key.'),
    })
    .superRefine(({ keys, most }, context) => {
      if (keys * most > mostRecorded)
        context.addIssue({ code: 'custom', message: `keys times most to be at most ${mostRecorded}` });
    })
    .optional()
    .describe(
      'Records each operation on some keys, and checks whether they are linearizable (docs/history.md). Absent: nothing is recorded.',
    ),
  replay: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A log whose commands are sent, at its own times, in place of the mix: of MONITOR, or NDJSON (docs/your-workload.md).',
    ),
  replaySpeed: z
    .number()
    .min(0.001)
    .max(1_000)
    .optional()
    .describe('How fast a log is replayed; 2: twice as fast. Default: 1.'),
  replayKeys: wordField(keysOf(replayKeys))
    .optional()
    .describe(`Keys of a replay. ${sentences(replayKeys)}. Default: kept.`),
  replayValues: wordField(keysOf(replayValues))
    .optional()
    .describe(`Values of a replay. ${sentences(replayValues)}. Default: kept.`),
  pattern: variantField(patterns)
    .optional()
    .describe('How the cache is used in front of the origin: get and set in the mix are its reads and writes.'),
});

function sentences(table: Readonly<Record<string, string>>): string {
  return Object.entries(table)
    .map(([name, sentence]) => `${name}: ${sentence}`)
    .join('; ');
}

function syntaxes(table: Readonly<Record<string, { readonly syntax: string; readonly summary: string }>>): string {
  return Object.values(table)
    .map(({ syntax, summary }) => `${syntax}: ${summary}`)
    .join(' ');
}
