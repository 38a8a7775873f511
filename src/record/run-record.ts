import { z } from 'zod';
import type { DeepReadonly } from '../model/deep-readonly.js';
import { verdicts } from '../model/verdict.js';
import { agentsSchema } from './sections/agents.js';
import { answerSchema } from './sections/answer.js';
import { applicationSchema } from './sections/application.js';
import { availabilitySchema } from './sections/availability.js';
import { clientSchema } from './sections/client.js';
import { costSchema } from './sections/cost.js';
import { environmentSchema } from './sections/environment.js';
import { eventSchema } from './sections/events.js';
import { faultSchema } from './sections/faults.js';
import { gateSchema } from './sections/gates.js';
import { historySchema } from './sections/history.js';
import { originSchema } from './sections/origin.js';
import { outageSchema } from './sections/outages.js';
import { phaseSchema } from './sections/phases.js';
import { spanMs } from './sections/quantities.js';
import { redundancySchema } from './sections/redundancy.js';
import { replaySchema } from './sections/replay.js';
import { runSchema } from './sections/run.js';
import { saturationSchema } from './sections/saturation.js';
import { shardSchema } from './sections/shards.js';
import { stallSchema } from './sections/stalls.js';
import { statsSchema } from './sections/stats.js';
import { timelineSchema } from './sections/timeline.js';
import { topologySchema } from './sections/topology.js';
import { writeSafetySchema } from './sections/write-safety.js';

/** The version of record.json that this program writes, and the newest that it reads. */
export const recordVersion = 1;

/**
 * The only schema of record.json. Strict about every field it names, but tolerant of others, so that a record of a later
 * minor version, which may only add fields, can still be read.
 */
export const recordSchema = z.object({
  schemaVersion: z.literal(recordVersion),
  run: runSchema,
  /** The summary that opens every report; older records lack it, and reports regenerate it. */
  answer: answerSchema.exactOptional(),
  /** The resolved scenario: every default and flag filled in, in scenario file syntax. */
  scenario: z.record(z.string(), z.unknown()),
  /** Absent in old records. */
  client: clientSchema.exactOptional(),
  environment: environmentSchema,
  topology: topologySchema,
  phases: z.array(phaseSchema),
  totals: statsSchema,
  /** By error class: the server's (or client library's) text with the first error. Absent in records of version 0.1. */
  errorTexts: z.record(z.string(), z.string()).exactOptional(),
  timeline: timelineSchema,
  events: z.array(eventSchema),
  faults: z.array(faultSchema),
  /**
   * After a cold start without a fault: time until the hit rate was within 5 points of the run's last fifth. Null: the cache
   * did not start cold, there were faults, the hit rate was still rising, or there were too few reads. Absent in old
   * records.
   */
  rewarmMs: spanMs.nullable().exactOptional(),
  /** The clients' outages that no fault explains. Absent in old records. */
  otherOutages: z.array(outageSchema).exactOptional(),
  /** When the load generator stalled or ran late; these are not outages. Absent: not recorded. */
  stalls: z.array(stallSchema).exactOptional(),
  /** What clients experienced on each shard, whether a fault struck it or not; absent with a single shard. */
  shards: z.array(shardSchema).exactOptional(),
  availability: availabilitySchema,
  writeSafety: writeSafetySchema,
  /** Absent: no operations were recorded one by one. */
  history: historySchema.exactOptional(),
  /** Null if there are no replicas, or the servers don't report it; absent: not recorded. */
  redundancy: redundancySchema.nullable().exactOptional(),
  /** Absent: clients talked to the cache themselves. */
  application: applicationSchema.exactOptional(),
  /** Null: nothing is behind the cache; absent: not recorded. */
  origin: originSchema.nullable().exactOptional(),
  /** The processes that carried the load; absent: threads of one process did. */
  agents: agentsSchema.exactOptional(),
  /** The log that was replayed; absent: there was none. */
  replay: replaySchema.exactOptional(),
  saturation: saturationSchema,
  /** What the load would cost. Absent: nothing was measured, or the record is older than this section. */
  cost: costSchema.exactOptional(),
  gates: z.array(gateSchema),
  verdict: z.enum(verdicts),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});

/**
 * The results of one run, and the only input of reports. Fields named `...Ms` that are times count from the start of the
 * measured part on the run's monotonic clock; latencies are whole microseconds; missing values are null.
 */
export type RunRecord = DeepReadonly<z.infer<typeof recordSchema>>;

/** All problems of a value as a record, one line each with its path; empty if valid. */
export function recordProblems(value: unknown): readonly string[] {
  const parsed = recordSchema.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || '(the record)'}: ${issue.message}`);
}
