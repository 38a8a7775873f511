import { z } from 'zod';
import { defaultEngine } from '../model/node.js';
import { keysOf } from '../model/table.js';
import type { OptionProblem } from '../topology/own-options.js';
import { topologies } from '../topology/registry.js';
import type { TargetTopology, TopologyDefinition } from '../topology/topology.js';
import { durationField, sizeField, wholeField } from '../units/fields.js';
import { bounds } from './bounds.js';
import { engineField, summaries, wordField } from './fields.js';

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

/** The keys that every topology has. */
const nodesFields = {
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
  basePort: wholeField(1024, 65_535)
    .nullable()
    .default(null)
    .describe('First port that clients connect to, counting upwards by node; null: free ports are found.'),
} as const;

const definitions: readonly (readonly [kind: string, TopologyDefinition | TargetTopology])[] =
  Object.entries(topologies);

/** The schema of `topology`: the keys of every topology, then those that each adds. */
export const topologyField = z.strictObject({ ...nodesFields, ...addedFields() }).superRefine((written, context) => {
  for (const { path, expected, found } of definitions.flatMap((definition) => problemsOf(definition, written)))
    context.addIssue({ code: 'custom', path: [...path], message: expected, params: { found } });
});

function addedFields(): Readonly<Record<string, z.ZodType>> {
  return Object.assign({}, ...definitions.map(([, { options }]) => options?.schema.shape));
}

function problemsOf(
  [kind, { options }]: (typeof definitions)[number],
  written: Readonly<Record<string, unknown>>,
): readonly OptionProblem[] {
  if (kind !== written.kind) return options?.problemsElsewhere?.(written, String(written.kind)) ?? [];
  const problem = options?.problem?.(written);
  return problem === undefined ? [] : [problem];
}
