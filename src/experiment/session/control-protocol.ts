import { z } from 'zod';
import { recoveries } from '../../model/scenario.js';

/** Another version is refused, and not guessed at: the two programs may be of different ages. */
export const controlVersion = 1;
/** The name of the socket in the folder of a cluster that is kept. */
export const socketName = 'control';
/** Longest line that either side reads. */
export const longestLineBytes = 1024 * 1024;

const version = z.literal(controlVersion);

/** One line that is asked of the program that keeps a cluster, as JSON. */
export const requestSchema = z.discriminatedUnion('command', [
  z.strictObject({ version, command: z.literal('status') }),
  z.strictObject({
    version,
    command: z.literal('fault'),
    name: z.string().max(100),
    /** The fault's own options; its own schema reads them. */
    options: z.record(z.string().max(100), z.unknown()),
    recover: z.enum(recoveries),
    /** From the injection to the recovery, or the healing; null: never by itself. */
    afterMs: z.number().min(0).nullable(),
  }),
  z.strictObject({ version, command: z.literal('heal'), recover: z.enum(recoveries) }),
  z.strictObject({ version, command: z.literal('down') }),
]);
export type ControlRequest = z.infer<typeof requestSchema>;

/** An error as it crosses the socket: what ends the command that asked. */
const errorSchema = z.strictObject({
  kind: z.enum(['usage', 'environment', 'internal']),
  message: z.string(),
});
export type ControlError = z.infer<typeof errorSchema>;

/** The one line of the answer. What is in `result` follows from the command; the other side's own schema reads it. */
export const answerSchema = z.union([
  z.strictObject({ version, result: z.unknown() }),
  z.strictObject({ version: z.number(), error: errorSchema }),
]);
export type ControlAnswer = z.infer<typeof answerSchema>;

const endpointSchema = z.strictObject({ host: z.string(), port: z.number() });

const faultSchema = z.strictObject({
  name: z.string(),
  targets: z.array(z.string()),
  /** How it proved that it bit; null: it could not, or has not yet. */
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
  /** Where the server itself listens, past every relay. */
  server: endpointSchema,
  /** `silent`: the process lives and does not answer. `replaced`: gone, and another stands in its place. */
  state: z.enum(['up', 'down', 'silent', 'replaced']),
  pid: z.number().nullable(),
  /** How far a replica is behind its primary, in bytes of the replication stream; null where nobody can tell. */
  lagBytes: z.number().nullable(),
});
export type SessionAccess = SessionStatus['access'];
export type SessionNode = z.infer<typeof nodeSchema>;

/** A cluster that is kept, as it is at one moment. */
export const statusSchema = z.strictObject({
  id: z.string(),
  scenario: z.string(),
  topology: z.string(),
  engine: z.string(),
  engineVersion: z.string(),
  keeperPid: z.number(),
  folder: z.string(),
  uptimeMs: z.number(),
  /** Until it ends by itself. */
  leftMs: z.number(),
  /** Whether clients pass through relays. */
  relays: z.boolean(),
  /** How clients get in. Who may ask is who started it. */
  access: z.strictObject({
    /** The only user of Memcached; Redis has its default user. */
    username: z.string().nullable(),
    password: z.string().nullable(),
    /** The certificate of the authority that signed those of the servers; null: there is no TLS. */
    caFile: z.string().nullable(),
  }),
  nodes: z.array(nodeSchema),
  /** Faults that have struck and were neither healed nor recovered, the first first. */
  faults: z.array(faultSchema),
});
export type SessionStatus = z.infer<typeof statusSchema>;

/** What `heal` did. */
export const healSchema = z.strictObject({
  healed: z.array(faultSchema),
  /** Nodes that were started again, or took the place of dead ones. */
  started: z.array(z.string()),
  /** Nodes that are dead still, because a dead process can't be healed. */
  down: z.array(z.string()),
});
export type HealResult = z.infer<typeof healSchema>;

/** The fault that struck. */
export const struckSchema = faultSchema;
/** The program that ends now. */
export const downSchema = z.strictObject({ keeperPid: z.number() });
