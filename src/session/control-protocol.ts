import { z } from 'zod';
import type { DeepReadonly } from '../model/deep-readonly.js';
import { recoveries, triggers } from '../model/scenario.js';
import { keysOf } from '../model/table.js';
import { eventSchema } from '../record/sections/events.js';

/** Other versions are rejected: the two programs may be from different releases. */
export const controlVersion = 1;
/** The socket's name in the folder of a kept cluster. */
export const socketName = 'control';
/** Longest line that either side reads. */
export const longestLineBytes = 1024 * 1024;
/** The longest wait that a request may ask for. */
export const longestWaitMs = 600_000;

const version = z.literal(controlVersion);

/** One request line to the program that keeps a cluster, as JSON. */
export const requestSchema = z.discriminatedUnion('command', [
  z.strictObject({ version, command: z.literal('status') }),
  z.strictObject({
    version,
    command: z.literal('fault'),
    name: z.string().max(100),
    /** The fault's own options, validated by its own schema. */
    options: z.record(z.string().max(100), z.unknown()),
    recover: z.enum(recoveries),
    /** From injection to recovery or healing; null: never automatically. */
    afterMs: z.number().min(0).nullable(),
  }),
  z.strictObject({ version, command: z.literal('heal'), recover: z.enum(recoveries) }),
  z.strictObject({
    version,
    command: z.literal('await'),
    fault: z.number().int().min(1),
    milestone: z.enum(keysOf(triggers)),
    timeoutMs: z.number().min(0).max(longestWaitMs),
  }),
  z.strictObject({ version, command: z.literal('timeline') }),
  z.strictObject({ version, command: z.literal('down') }),
]);
export type ControlRequest = z.infer<typeof requestSchema>;

/** An error sent over the socket: it ends the requesting command. */
const errorSchema = z.strictObject({
  kind: z.enum(['usage', 'environment', 'internal']),
  message: z.string(),
});
export type ControlError = z.infer<typeof errorSchema>;

/** The one-line answer. The content of `result` depends on the command; the receiver validates it with its own schema. */
export const answerSchema = z.union([
  z.strictObject({ version, result: z.unknown() }),
  z.strictObject({ version: z.number(), error: errorSchema }),
]);
export type ControlAnswer = z.infer<typeof answerSchema>;

const endpointSchema = z.strictObject({ host: z.string(), port: z.number() });

const faultSchema = z.strictObject({
  /** Faults count from 1 in the order in which they struck. */
  number: z.number(),
  name: z.string(),
  targets: z.array(z.string()),
  /** How it proved its effect; null: it could not, or has not yet. */
  proof: z.string().nullable(),
  /** Milliseconds since the start of the cluster. */
  atMs: z.number(),
});
export type SessionFault = z.infer<typeof faultSchema>;

const nodeSchema = z.strictObject({
  id: z.string(),
  role: z.string(),
  shard: z.number().nullable(),
  zone: z.string(),
  /** Where clients connect. */
  client: endpointSchema,
  /** Where the server itself listens, bypassing all relays. */
  server: endpointSchema,
  /** `silent`: the process is alive but does not answer. `replaced`: gone, and another node has taken its place. */
  state: z.enum(['up', 'down', 'silent', 'replaced']),
  pid: z.number().nullable(),
  /** A replica's lag behind its primary, in bytes of the replication stream; null if unknown. */
  lagBytes: z.number().nullable(),
});
export type SessionAccess = SessionStatus['access'];
export type SessionNode = z.infer<typeof nodeSchema>;

/** The current state of a kept cluster. */
export const statusSchema = z.strictObject({
  id: z.string(),
  scenario: z.string(),
  topology: z.string(),
  engine: z.string(),
  engineVersion: z.string(),
  keeperPid: z.number(),
  folder: z.string(),
  uptimeMs: z.number(),
  /** Time until it ends automatically. */
  leftMs: z.number(),
  /** Whether clients connect through relays. */
  relays: z.boolean(),
  /** How clients authenticate. Only the user who started the cluster can ask. */
  access: z.strictObject({
    /** The only user of Memcached; Redis has its default user. */
    username: z.string().nullable(),
    password: z.string().nullable(),
    /** The CA certificate that signed the servers' certificates; null: no TLS. */
    caFile: z.string().nullable(),
  }),
  nodes: z.array(nodeSchema),
  /** Active faults, neither healed nor recovered, oldest first. */
  faults: z.array(faultSchema),
});
export type SessionStatus = z.infer<typeof statusSchema>;

/** What `heal` did. */
export const healSchema = z.strictObject({
  healed: z.array(faultSchema),
  /** Nodes that were restarted or replaced dead ones. */
  started: z.array(z.string()),
  /** Nodes that are still dead, because a dead process can't be healed. */
  down: z.array(z.string()),
});
export type HealResult = z.infer<typeof healSchema>;

/** When the fault reached the milestone, in milliseconds since the start of the cluster; null: not in time. */
export const reachedSchema = z.strictObject({ atMs: z.number().nullable() });

/** Everything that has happened to a cluster, in order; times are in milliseconds since its start. */
export const timelineSchema = z.strictObject({
  startedAt: z.iso.datetime(),
  /** Earlier events that the answer had no room for. */
  omitted: z.number(),
  events: z.array(eventSchema),
});
export type SessionTimeline = DeepReadonly<z.infer<typeof timelineSchema>>;

/** The fault that struck. */
export const struckSchema = faultSchema;
/** The program that is about to end. */
export const downSchema = z.strictObject({ keeperPid: z.number() });
