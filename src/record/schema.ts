import { z } from 'zod';
import { nodeRoles } from '../model/node.js';
import { measuredPhases } from '../model/phase.js';
import type { RunRecord } from '../model/run-record.js';
import { auditModes } from '../model/scenario.js';
import { stallCauses } from '../model/stall.js';
import { verdicts } from '../model/verdict.js';
import { environment } from './environment-schema.js';
import { runEventSchema } from './event-schema.js';

/** The version of record.json that this program writes, and the newest that it reads. */
export const recordVersion = 1;

const count = z.int().nonnegative();
const latencyUs = z.int().nonnegative();
const momentMs = z.number();
const spanMs = z.number().nonnegative();
const ratio = z.number().min(0).max(1);
const percent = z.number().nonnegative();
const errorsByClass = z.record(z.string(), count);

const node = z
  .object({
    id: z.string().min(1),
    role: z.enum(nodeRoles),
    shard: count.nullable(),
    zone: z.string(),
    host: z.string(),
    port: z.int().min(0).max(65535),
    pid: z.int().nullable(),
    dataDir: z.string().nullable(),
  })
  .meta({ id: 'Node' });

const pathCost = z.object({ roundTripUs: latencyUs, bytesPerSecond: count.nullable() });

const relayCost = z.object({
  node: z.string().min(1),
  carries: z.enum(['clients', 'peers']),
  direct: pathCost,
  relayed: pathCost,
});

const percentiles = z
  .object({
    count,
    minUs: latencyUs,
    meanUs: latencyUs,
    p50Us: latencyUs,
    p90Us: latencyUs,
    p95Us: latencyUs,
    p99Us: latencyUs,
    p99_9Us: latencyUs,
    p99_99Us: latencyUs,
    maxUs: latencyUs,
    histogram: z.string(),
  })
  .meta({ id: 'Percentiles' });

const statsFields = {
  operations: z.object({
    planned: count,
    sent: count,
    dropped: count,
    ok: count,
    fail: count,
    indeterminate: count,
  }),
  throughputPerSecond: z.number().nonnegative().nullable(),
  hits: count,
  misses: count,
  unknownReads: count.exactOptional(),
  reads: z.record(z.string(), z.object({ hits: count, misses: count }).meta({ id: 'ReadCounts' })).exactOptional(),
  writes: z.object({ issued: count, acknowledged: count }).exactOptional(),
  errors: errorsByClass,
  latency: z.record(
    z.string(),
    z.object({ response: percentiles.nullable(), service: percentiles.nullable() }).meta({ id: 'LatencyPair' }),
  ),
};

const phase = z.object({
  name: z.enum(measuredPhases),
  startMs: momentMs,
  endMs: momentMs,
  spans: z.array(z.object({ startMs: momentMs, endMs: momentMs })).exactOptional(),
  ...statsFields,
});

const timelineInterval = z.object({
  startMs: momentMs,
  sent: count,
  ok: count,
  fail: count,
  indeterminate: count,
  dropped: count,
  hits: count.exactOptional(),
  misses: count.exactOptional(),
  p50Us: latencyUs.nullable(),
  p99Us: latencyUs.nullable(),
  maxUs: latencyUs.nullable(),
  errors: errorsByClass,
});

const timelineHistogram = z.object({ startMs: momentMs, endMs: momentMs, maxUs: latencyUs, histogram: z.string() });

const afterFaultMs = z.number().nullable();

const milestones = z.object({
  shard: count,
  firstErrorMs: afterFaultMs,
  detectedMs: afterFaultMs,
  agreedMs: afterFaultMs,
  promotedMs: afterFaultMs,
  routedMs: afterFaultMs,
  writesBackMs: afterFaultMs,
  readsBackMs: afterFaultMs,
  lastErrorMs: afterFaultMs,
  latencyRecoveredMs: afterFaultMs,
  replacementJoinedMs: afterFaultMs,
  redundancyRestoredMs: afterFaultMs,
});

const outage = z.object({ shard: count, sort: z.enum(['read', 'write']), startMs: momentMs, durationMs: spanMs });

const fault = z.object({
  name: z.string().min(1),
  what: z.string().exactOptional(),
  removesData: z.boolean().exactOptional(),
  targets: z.array(z.string()),
  injectedAtMs: momentMs,
  healedAtMs: momentMs.nullable(),
  proof: z.string().nullable(),
  milestones: z.array(milestones),
  unavailability: z.object({
    writeMs: spanMs.nullable(),
    readMs: spanMs.nullable(),
    proberWriteMs: spanMs.nullable(),
    proberReadMs: spanMs.nullable(),
    resolutionMs: spanMs.nullable().exactOptional(),
    outages: z.array(outage).exactOptional(),
    ended: z.boolean(),
  }),
  rewarmMs: spanMs.nullable().exactOptional(),
  lowestHitRate: ratio.nullable().exactOptional(),
  inFlight: z.object({
    clientOperations: count.nullable(),
    replicationOffsets: z
      .object({ primary: count.nullable(), replicas: z.record(z.string(), count.nullable()) })
      .nullable(),
    unreplicatedBytes: count.nullable(),
    discardedLinkBytes: count.nullable(),
    discardedWrites: z.object({ acknowledged: count, unacknowledged: count }).nullable(),
    unsentWrites: count.nullable(),
  }),
});

const availability = z.object({
  good: count,
  planned: count,
  ratio: ratio.nullable(),
  longestOutageMs: spanMs.nullable(),
  sla: z.object({ target: ratio, budgetMsPerYear: spanMs, spentMs: spanMs, spentShare: z.number().nonnegative() }),
});

const writeSafety = z.object({
  verdict: z.enum(['safe', 'unsafe', 'unknown']),
  reason: z.string(),
  audit: z.enum(auditModes),
  durability: z.string(),
  writes: z.object({ issued: count, acknowledged: count, failed: count, indeterminate: count }),
  fates: z
    .object({
      survived: count,
      lost: count,
      recovered: count,
      vanished: count,
      duplicated: count,
      unexpected: count,
    })
    .nullable(),
  causes: z
    .object({
      inFlight: count,
      election: count,
      zombie: count,
      wipe: count,
      serverGone: count.exactOptional(),
      clobbered: count,
      eviction: count,
      unexplained: count,
    })
    .nullable(),
  unwritten: z.object({ values: count, reads: count }).nullable().exactOptional(),
  wipedKeys: count.nullable().exactOptional(),
  canaries: z.object({ written: count, found: count }).nullable(),
  lossWindow: z.object({ firstLostAckMs: momentMs, lastLostAckMs: momentMs }).nullable(),
  lostSamples: z
    .array(
      z.object({
        key: z.string(),
        acknowledgedSequence: z.int(),
        foundSequence: z.int(),
        acknowledgedAtMs: momentMs.nullable(),
        shard: count,
      }),
    )
    .max(20),
  staleReads: count.nullable(),
  missingReads: z
    .object({
      count,
      causes: z.object({
        expired: count,
        evicted: count,
        flushed: count,
        serverGone: count,
        lost: count,
        unknown: count,
      }),
    })
    .nullable()
    .exactOptional(),
  notAudited: z.array(z.object({ kind: z.string(), operations: count })).exactOptional(),
  replicas: z.array(z.object({ node: z.string(), keysCompared: count, divergentKeys: count })),
});

const redundancy = z.object({
  fullResyncs: count,
  partialResyncs: count,
  withoutRedundancyMs: spanMs,
  links: z.array(z.object({ node: z.string(), times: count, downMs: spanMs })),
});

const saturation = z.object({
  saturated: z.boolean(),
  reasons: z.array(z.string()),
  remedies: z.array(z.string()).exactOptional(),
  generator: z.object({
    cpuPercent: percent.nullable(),
    threads: z.array(
      z.object({
        cpuPercent: percent.nullable(),
        waitedForCpuPercent: percent.nullable().exactOptional(),
        eventLoopDelayP99Us: z.number().nonnegative().nullable(),
        schedulingLagP99Us: z.number().nonnegative().nullable(),
        gcMs: spanMs.nullable(),
      }),
    ),
  }),
  servers: z.array(
    z.object({
      node: z.string(),
      cpuPercent: percent.nullable(),
      executedCommands: count.nullable(),
      usedMemoryBytes: count.nullable(),
      evictedKeys: count.nullable(),
    }),
  ),
});

/**
 * The only schema of record.json. Strict about every field it names, but tolerant of others, so that a record of a later
 * minor version, which may only add fields, can still be read. Source of the fields: `RunRecord`.
 */
export const recordSchema = z.object({
  schemaVersion: z.literal(recordVersion),
  run: z.object({
    id: z.string().min(1),
    startedAt: z.iso.datetime({ offset: true }),
    measuredAt: z.iso.datetime({ offset: true, precision: 3 }).exactOptional(),
    plannedMs: spanMs.exactOptional(),
    wallMs: spanMs,
    labels: z.record(z.string(), z.string()).exactOptional(),
    seed: z.int(),
    command: z.array(z.string()),
    version: z.string(),
    interrupted: z.boolean(),
    abortedBy: z.string().exactOptional(),
  }),
  answer: z.object({ sentences: z.array(z.string()), setting: z.string() }).exactOptional(),
  scenario: z.record(z.string(), z.unknown()),
  environment,
  topology: z.object({
    kind: z.string(),
    readyMs: spanMs,
    nodes: z.array(node),
    nodesAtEnd: z.array(node),
    relayCost: relayCost.exactOptional(),
  }),
  phases: z.array(phase),
  totals: z.object(statsFields),
  errorTexts: z.record(z.string(), z.string()).exactOptional(),
  timeline: z.object({
    intervalMs: z.number().positive(),
    intervals: z.array(timelineInterval),
    histograms: z.array(timelineHistogram).exactOptional(),
  }),
  events: z.array(runEventSchema),
  faults: z.array(fault),
  rewarmMs: spanMs.nullable().exactOptional(),
  otherOutages: z.array(outage).exactOptional(),
  stalls: z.array(z.object({ startMs: z.number(), durationMs: spanMs, where: z.enum(stallCauses) })).exactOptional(),
  shards: z
    .array(
      z.object({
        shard: count,
        hurtBy: z.array(z.string()),
        operations: z.object({ ok: count, notOk: count }),
        longestOutage: z.object({ writeMs: spanMs.nullable(), readMs: spanMs.nullable() }),
      }),
    )
    .exactOptional(),
  availability,
  writeSafety,
  redundancy: redundancy.nullable().exactOptional(),
  saturation,
  gates: z.array(
    z.object({
      expression: z.string(),
      observed: z.number().nullable(),
      limit: z.number().nullable(),
      unit: z.string(),
      verdict: z.enum(verdicts),
      explanation: z.string(),
      implied: z.literal(true).exactOptional(),
    }),
  ),
  verdict: z.enum(verdicts),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
}) satisfies z.ZodType<RunRecord>;

/** All problems of a value as a record, one line each with its path; empty if valid. */
export function recordProblems(value: unknown): readonly string[] {
  const parsed = recordSchema.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || '(the record)'}: ${issue.message}`);
}
