import { z } from 'zod';
import { parseGate } from '../gate/parse-gate.js';
import { drivers } from '../load/driver/registry.js';
import { pacers, parsePacer } from '../load/pacer/registry.js';
import { misses, parseCommand } from '../load/workload/command-template.js';
import { distributions, parseDistribution } from '../load/workload/distribution/registry.js';
import { operationKinds, operations } from '../load/workload/operations.js';
import { clientPolicies } from '../model/client-policy.js';
import { readSources } from '../model/client-view.js';
import { hashings } from '../model/hashing/placement.js';
import { defaultEngine } from '../model/node.js';
import { protocols } from '../model/protocol.js';
import { auditModes, valueData } from '../model/scenario.js';
import { keysOf, tableOf } from '../model/table.js';
import { splitScheme } from '../model/target-scheme.js';
import { parseTargetUrl } from '../model/target-url.js';
import { topologies } from '../topology/registry.js';
import { faultField, timingKeys, writtenFault } from './fault-field.js';
import {
  addressMapField,
  durationField,
  engineField,
  rateField,
  report,
  sizeField,
  ttlField,
  valueSizeField,
  wholeField,
  wordField,
} from './fields.js';
import { parameterField } from './parameter-field.js';

/** Limits that keep a typo from exhausting the machine. */
export const bounds = {
  connections: 10_000,
  nodes: 100,
  dayMs: 24 * 3_600_000,
  keys: 50_000_000,
  ratePerSecond: 10_000_000,
  valueBytes: 16 * 1024 ** 2,
  /** Above this, the relay itself is the bottleneck. */
  linkBytesPerSecond: 64 * 1024 ** 2,
} as const;

/** Its groups: the replicas of wait, then the primary and the replicas of waitaof. */
export const durabilitySyntax = /^(?:async|wait:([1-9]\d?)|waitaof:(?!0,0$)([01]),(0|[1-9]\d?))$/;

const directiveSyntax = 'the value of a server directive, on one line';

const directivesField = z.record(
  z.string().regex(/^(?:[a-z][a-z0-9-]*|[A-Z])$/, {
    error: 'the name of a server directive, such as maxmemory, or a letter of memcached, such as I',
  }),
  z.union([z.string().regex(/^[^\r\n\0]*$/, { error: directiveSyntax }), z.number(), z.boolean()], {
    error: directiveSyntax,
  }),
);

const linksField = z.strictObject({
  betweenZones: z.strictObject({
    delay: durationField(0, 60_000).describe('Added to everything that passes from one zone to another, one way.'),
    jitter: durationField(0, 60_000)
      .optional()
      .describe('Up to so much more delay, drawn anew for each piece; the order stays.'),
    bandwidth: sizeField(1024, bounds.linkBytesPerSecond)
      .optional()
      .describe('Bytes per second that pass from one zone to another, shared by all connections; absent: no limit.'),
  }),
});

const sentinelField = z.strictObject({
  count: wholeField(1, 99).default(3).describe('Number of sentinels.'),
  downAfter: durationField(1, bounds.dayMs)
    .default('1s')
    .describe('Silence after which a sentinel thinks that a node is down.'),
  failoverTimeout: durationField(1, bounds.dayMs)
    .default('5s')
    .describe('Directive failover-timeout: a failover that did not succeed is tried again after twice this.'),
  quorum: wholeField(1, 99).default(2).describe('Sentinels that must agree that the primary is down.'),
});

const clusterField = z.strictObject({
  nodeTimeout: durationField(1, bounds.dayMs)
    .default('1s')
    .describe('Directive cluster-node-timeout: silence after which a member is taken for dead.'),
  requireFullCoverage: z
    .boolean()
    .default(false)
    .describe('Directive cluster-require-full-coverage: whether all shards refuse to serve when one has no primary.'),
});

const topologyField = z.strictObject({
  kind: wordField(keysOf(topologies)).default('sentinel').describe(summaries(topologies)),
  engine: engineField()
    .default(defaultEngine)
    .describe(
      'The server, redis, valkey or memcached, found on this machine or fetched; with @ and a version, whole or its first numbers, that one: redis@8.',
    ),
  replicas: wholeField(0, bounds.nodes).default(2).describe('Replicas of each shard; 0 with standalone and memcached.'),
  shards: wholeField(1, bounds.nodes)
    .default(1)
    .describe('Number of shards; topology sentinel has one, topology memcached one for each server.'),
  hashing: wordField(hashings)
    .default('ketama')
    .describe('How the clients of a memcached pool find the server of a key, as libmemcached does.'),
  ejectLost: z
    .boolean()
    .default(false)
    .describe(
      'Whether the clients of a memcached pool spread the keys of a server that is gone over the others until it is back (AUTO_EJECT_HOSTS of libmemcached); else they fail.',
    ),
  zones: wholeField(1, 100).default(3).describe('Nodes are spread over them; nodes of one zone fail together.'),
  links: linksField
    .nullable()
    .default(null)
    .describe('The network between the nodes; null puts no relays between them.'),
  tls: z
    .boolean()
    .default(false)
    .describe(
      'Whether servers and clients speak TLS and nothing else, with an authority and certificates made for this run.',
    ),
  password: z
    .boolean({ error: 'true for a random password, another one in each run, or false' })
    .default(false)
    .describe('Whether servers require a password: random per run, never reported, not configurable.'),
  config: directivesField.default({}).describe('Any server directive, passed through to every data node.'),
  nodeConfig: z
    .record(z.string().regex(/^n[1-9]\d*$/, { error: 'the name of a data node, such as n2' }), directivesField)
    .default({})
    .describe('Directives of single data nodes by their names, such as n2, over those of config.'),
  sentinel: sentinelField.prefault({}),
  cluster: clusterField.prefault({}),
  target: z
    .string()
    .superRefine((text, context) => {
      const parsed = parseTargetUrl(text);
      if (parsed.expected !== undefined)
        context.addIssue({ code: 'custom', message: parsed.expected, params: { found: foundInUrl(text) } });
    })
    .nullable()
    .default(null)
    .describe('The URL of a deployment that runs already, for topology external; null: servers are launched.'),
  addressMap: addressMapField()
    .default({})
    .describe(
      'Where members of a target are reached that announce other addresses: announced host:port to reached host:port.',
    ),
  basePort: wholeField(1024, 65_535)
    .nullable()
    .default(null)
    .describe('First port of the nodes, counted upwards; null lets free ports be found.'),
});

/** Not the text, which may contain a password. */
function foundInUrl(text: string): string {
  const scheme = splitScheme(text)?.name;
  return scheme === undefined ? 'something else' : `something else after ${scheme}://`;
}

const weight = z.number().min(0).max(1_000_000);
const mixField = z.strictObject(
  tableOf(operationKinds, (kind) => weight.optional().describe(operations[kind].summary)),
);

const commandText = z.string().superRefine((text, context) => report(context, parseCommand(text)));

const commandField = z.strictObject({
  command: commandText.describe(
    'The command; __key__ is replaced by a key of this run, __data__ by a value, __rand__ by 12 random digits.',
  ),
  weight: weight.default(1).describe('How often it is drawn, beside the weights of the mix.'),
  miss: wordField(keysOf(misses))
    .optional()
    .describe(
      `When its reply is a miss. ${Object.entries(misses)
        .map(([name, sentence]) => `${name}: ${sentence}`)
        .join('; ')}. Without it: nil after GET and HGET, unknown after other reads.`,
    ),
});

const workloadField = z.strictObject({
  driver: wordField(keysOf(drivers)).default('ioredis').describe(summaries(drivers)),
  protocol: wordField(keysOf(protocols))
    .nullable()
    .default(null)
    .describe(
      `The language on the wire, driver wire only; null: resp2 or meta. ${Object.entries(protocols)
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
  connections: wholeField(1, bounds.connections).default(16).describe('Connections over all threads.'),
  threads: z
    .union([z.literal('auto'), z.int().min(1).max(64)], { error: 'auto or a whole number from 1 to 64' })
    .default('auto')
    .describe('Worker threads that issue the load.'),
  pipeline: wholeField(1, 10_000).default(1).describe('Most operations in flight on one connection.'),
  rate: rateField(bounds.ratePerSecond)
    .default(10_000)
    .describe('Operations per second over all threads; max is closed loop.'),
  pacer: parameterField('pacer', pacers, parsePacer)
    .default('constant')
    .describe(`When operations start; a warm-up follows the same plan from its beginning. ${syntaxes(pacers)}`),
  requests: wholeField(1, 1_000_000_000_000)
    .nullable()
    .default(null)
    .describe('Total operations to issue; null: until the duration ends.'),
  deadline: durationField(1, 600_000)
    .default('1s')
    .describe('Longest wait to be sent, from the planned start; then longest wait for the reply, from the send.'),
  connectTimeout: durationField(1, 600_000)
    .nullable()
    .default(null)
    .describe('Longest wait for a connection, its handshake included; null: the deadline, and at least 500ms.'),
  keys: wholeField(1, bounds.keys).default(20_000).describe('Size of the key space.'),
  distribution: parameterField('distribution', distributions, parseDistribution)
    .default('uniform')
    .describe(`Which keys are hot. ${syntaxes(distributions)}`),
  valueSize: valueSizeField(bounds.valueBytes)
    .default(128)
    .describe('Bytes of a value: one size, a range (64-1024), or sizes with their weights (32:70,4096:30).'),
  data: wordField(keysOf(valueData))
    .default('random')
    .describe(
      `What fills a value: ${Object.entries(valueData)
        .map(([name, sentence]) => `${name}: ${sentence}`)
        .join('; ')}.`,
    ),
  mix: mixField.default({ set: 50, get: 50 }).describe('Weight of each kind of operation.'),
  commands: z
    .array(commandField)
    .max(50)
    .default([])
    .describe('Free commands beside the mix, such as "HSET __key__ f __data__"; they are not audited.'),
  preload: z
    .union([z.boolean(), z.array(commandText).min(1).max(20)], {
      error: 'true, false for a cold cache, or a list of commands that fill the keys of workload.commands',
    })
    .default(true)
    .describe(
      'true: every key of the mix is written before the load; false: none is, the cache is cold; commands, such as ["HSET __key__ f __data__"]: they also fill each key of workload.commands.',
    ),
  ttl: ttlField(1_000, 365 * bounds.dayMs)
    .nullable()
    .default(null)
    .describe(
      'Time to live of written keys, in whole seconds; null: none on launched servers, and a few minutes past the run on a target; none: none there either.',
    ),
  keysPerOperation: wholeField(1, 1_000)
    .default(10)
    .describe('Keys of one mget or mset; they share a hash slot, or a server of a memcached pool.'),
  readFrom: wordField(readSources)
    .default('primary')
    .describe('Which nodes of a shard answer reads, with topology cluster: primary, replica, or any of both.'),
  zone: z
    .string()
    .regex(/^az-[1-9]\d*$/, { error: 'a zone, such as az-1' })
    .nullable()
    .default(null)
    .describe(
      'The zone of all clients, such as az-1: other zones are as far as topology.links defines, and clients are lost with their zone; null: close to every node.',
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
});

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
      after: durationField(0, bounds.dayMs)
        .optional()
        .describe('With abortOnFail: from the start of the measured part to its first judgement; without it, 1s.'),
    })
    .superRefine(({ abortOnFail, after }, context) => {
      if (after === undefined || abortOnFail) return;
      context.addIssue({ code: 'custom', path: ['after'], message: 'abortOnFail: true beside after' });
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
  description: z.string().max(2000).default('').describe('For people: what the scenario is about.'),
  topology: topologyField.prefault({}),
  workload: workloadField.prefault({}),
  phases: z
    .strictObject({
      warmup: durationField(0, bounds.dayMs)
        .default('2s')
        .describe('Load before the measured part; it is not counted.'),
      duration: durationField(1, bounds.dayMs).default('20s').describe('The measured part.'),
    })
    .prefault({}),
  faults: z.array(faultField).max(100).default([]).describe('What is done to the cluster, and when.'),
  gates: z
    .array(gateField)
    .max(100)
    .default([])
    .describe(
      'Conditions on the run, such as lost_writes <= 100; one that is to end the run early is { gate: ..., abortOnFail: true }.',
    ),
  seed: wholeField(0, 2 ** 32 - 1)
    .nullable()
    .default(null)
    .describe('All random choices follow from it; null draws one for each run.'),
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

function summaries(table: Readonly<Record<string, { readonly summary: string }>>): string {
  return Object.entries(table)
    .map(([name, { summary }]) => `${name}: ${summary}`)
    .join(' ');
}

function syntaxes(table: Readonly<Record<string, { readonly syntax: string; readonly summary: string }>>): string {
  return Object.values(table)
    .map(({ syntax, summary }) => `${syntax}: ${summary}`)
    .join(' ');
}
