import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { count, errorsByClass, latencyUs } from './quantities.js';

const operationCounts = z.object({
  planned: count,
  sent: count,
  dropped: count,
  ok: count,
  fail: count,
  indeterminate: count,
});
export type OperationCounts = DeepReadonly<z.infer<typeof operationCounts>>;

const readCounts = z.object({ hits: count, misses: count }).meta({ id: 'ReadCounts' });
export type ReadCounts = DeepReadonly<z.infer<typeof readCounts>>;

const stepCounts = z
  .object({ step: z.string(), sent: count, ok: count, fail: count, indeterminate: count })
  .meta({ id: 'StepCounts' });

export const percentiles = z
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
    /** The standard HdrHistogram V2 compressed form, base64. */
    histogram: z.string(),
  })
  .meta({ id: 'Percentiles' });
export type Percentiles = DeepReadonly<z.infer<typeof percentiles>>;

const latencyPair = z
  .object({ response: percentiles.nullable(), service: percentiles.nullable() })
  .meta({ id: 'LatencyPair' });
export type LatencyPair = DeepReadonly<z.infer<typeof latencyPair>>;

/** The figures of the operations in a phase, or in the whole measured part. */
export const statsSchema = z.object({
  operations: operationCounts,
  /** Operations that ended `ok`, per second. */
  throughputPerSecond: z.number().nonnegative().nullable(),
  hits: count,
  misses: count,
  /** Reads whose reply does not show whether the key existed; absent in records that did not count them. */
  unknownReads: count.exactOptional(),
  /** Hits and misses by operation kind; absent in records that did not count them separately. */
  reads: z.record(z.string(), readCounts).exactOptional(),
  /** Of composite operations, by name: each step in order, and how often it was sent; absent if there are none. */
  steps: z.record(z.string(), z.array(stepCounts)).exactOptional(),
  /** The writes among the operations; absent if not counted separately. */
  writes: z.object({ issued: count, acknowledged: count }).exactOptional(),
  errors: errorsByClass,
  /** By operation kind, and `all`. `response` is null in closed loop, where there are no planned starts. */
  latency: z.record(z.string(), latencyPair),
});
export type Stats = DeepReadonly<z.infer<typeof statsSchema>>;
