import { z } from 'zod';
import { parseGate } from '../gate/parse-gate.js';
import { drivers } from '../load/driver/registry.js';
import { operationKinds, operations } from '../load/operation/registry.js';
import { pacers, parsePacer } from '../load/pacer/registry.js';
import { misses, parseCommand } from '../load/workload/command-template.js';
import { distributions, parseDistribution } from '../load/workload/distribution/registry.js';
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
    delay: durationField(0, 60_000).describe('Delay added to everything that passes between two zones, one way.'),
    jitter: durationField(0, 60_000)
      .optional()
      .describe('Maximum random extra delay per piece of data; the order is kept.'),
    bandwidth: sizeField(1024, bounds.linkBytesPerSecond)
      .optional()
      .describe('Bytes per second between two zones, shared by all connections. Default: no limit.'),
  }),
});

const sentinelField = z.strictObject({
  count: wholeField(1, 99).default(3).describe('Number of sentinels.'),
  downAfter: durationField(1, bounds.dayMs)
    .default('1s')
    .describe('Silence after which a sentinel considers a node down.'),
  failoverTimeout: durationField(1, bounds.dayMs)
    .default('5s')
    .describe('Directive failover-timeout: a failed failover is retried after twice this time.'),
  quorum: wholeField(1, 99).default(2).describe('Number of sentinels that must agree that the primary is down.'),
});

const clusterField = z.strictObject({
  nodeTimeout: durationField(1, bounds.dayMs)
    .default('1s')
    .describe('Directive cluster-node-timeout: silence after which a member is considered dead.'),
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
      'The server (redis, valkey or memcached), found on this machine or fetched; optionally with a full or partial version: redis@8.',
    ),
  replicas: wholeField(0, bounds.nodes).default(2).describe('Replicas per shard; 0 with standalone and memcached.'),
  shards: wholeField(1, bounds.nodes)
    .default(1)
    .describe('Number of shards; topology sentinel has one, topology memcached one per server.'),
  hashing: wordField(hashings)
    .default('ketama')
    .describe('How clients of a memcached pool find the server of a key, as in libmemcached.'),
  ejectLost: z
    .boolean()
    .default(false)
    .describe(
      'Whether clients of a memcached pool distribute the keys of a lost server over the others until it is back (AUTO_EJECT_HOSTS of libmemcached); otherwise they fail.',
    ),
  zones: wholeField(1, 100).default(3).describe('Number of zones for the nodes; the nodes of a zone fail together.'),
  links: linksField.nullable().default(null).describe('The network between the nodes; null: no relays between them.'),
  tls: z
    .boolean()
    .default(false)
    .describe('Whether servers and clients use only TLS, with an authority and certificates created for this run.'),
  password: z
    .boolean({ error: 'true for a random password per run, or false' })
    .default(false)
    .describe('Whether servers require a password: random per run, never reported, not configurable.'),
  config: directivesField.default({}).describe('Any server directive, applied to every data node.'),
  nodeConfig: z
    .record(z.string().regex(/^n[1-9]\d*$/, { error: 'the name of a data node, such as n2' }), directivesField)
    .default({})
    .describe('Directives of single data nodes by name, such as n2; they override config.'),
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
    .describe('The URL of a deployment that is already running, for topology external; null: servers are launched.'),
  addressMap: addressMapField()
    .default({})
    .describe(
      'Reachable addresses of target members that announce others: announced host:port to reachable host:port.',
    ),
  basePort: wholeField(1024, 65_535)
    .nullable()
    .default(null)
    .describe('First port of the nodes, counting upwards; null: free ports are found.'),
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
  weight: weight.default(1).describe('How often it is drawn, next to the weights of the mix.'),
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
      `The protocol, only with driver wire; null: resp2 or meta. ${Object.entries(protocols)
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
  ttl: ttlField(1_000, 365 * bounds.dayMs)
    .nullable()
    .default(null)
    .describe(
      'Time to live of written keys, in whole seconds; null: none on launched servers, a few minutes past the run on a target; none: none there either.',
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
  phases: z
    .strictObject({
      warmup: durationField(0, bounds.dayMs)
        .default('2s')
        .describe('Load before the measured part; it is not counted.'),
      duration: durationField(1, bounds.dayMs).default('20s').describe('The measured part.'),
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
