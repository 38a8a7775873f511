import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { count, momentMs, spanMs } from './quantities.js';

/** One process that carried a share of the load. */
const agentSchema = z.object({
  /** From 1. */
  place: count,
  name: z.string(),
  /** Identifies its machine, without naming it. */
  host: z.string(),
  /** Cores that it offered. */
  cores: count,
  node: z.string(),
  /** Load threads that it got. */
  threads: count,
  /** How far its wall clock was ahead of the control Redis. Nothing depends on it. */
  offsetMs: z.number().nullable(),
  /** How far its times may be off those of others: half a round trip to the control Redis, plus the drift during the run. */
  errorMs: spanMs.nullable(),
  /** How long after the common start its last thread began; null: none did. */
  startSkewMs: spanMs.nullable(),
  /** Operations that it reported as sent in the measured part. */
  sent: count,
  /** Null: it was not lost. */
  lostAtMs: momentMs.nullable(),
  /** Of one that was lost: up to when it reported what it did. */
  reportedUntilMs: spanMs.optional(),
  /** Over what it wrote and which of it was acknowledged; null: it did not hand over, or there was no audit. */
  ledgerSha256: z.string().nullable(),
  /** Keys that it wrote, and those among them whose writes were audited. */
  keys: count,
  auditedKeys: count,
});

/** In the order of their places. */
export const agentsSchema = z.array(agentSchema);
export type AgentsRecord = DeepReadonly<z.infer<typeof agentsSchema>>;
