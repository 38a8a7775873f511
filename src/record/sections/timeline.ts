import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { count, errorsByClass, latencyUs, momentMs } from './quantities.js';

/** What the origin behind the cache did; requests count when they end. */
const originInterval = z.object({
  /** Reads of the application. */
  applicationReads: count,
  /** Requests to the origin that it answered, and those that failed or have an unknown outcome. */
  reads: count,
  failedReads: count,
  writes: count,
  failedWrites: count,
  /** Failed requests that got no connection. */
  noConnection: count,
  p99Us: latencyUs.nullable(),
  poolWaitP99Us: latencyUs.nullable(),
});
export type OriginInterval = DeepReadonly<z.infer<typeof originInterval>>;

const interval = z.object({
  startMs: momentMs,
  sent: count,
  ok: count,
  fail: count,
  indeterminate: count,
  dropped: count,
  /** Reads that found their key, and reads that did not; absent in records that did not count them by interval. */
  hits: count.exactOptional(),
  misses: count.exactOptional(),
  /** Of the response time in open loop, of the service time in closed loop; null if nothing ended. */
  p50Us: latencyUs.nullable(),
  p99Us: latencyUs.nullable(),
  maxUs: latencyUs.nullable(),
  errors: errorsByClass,
  /** Absent without an origin. */
  origin: originInterval.exactOptional(),
});
export type TimelineInterval = DeepReadonly<z.infer<typeof interval>>;
/** As this version counts it. */
export type CountedInterval = TimelineInterval & Required<Pick<TimelineInterval, 'hits' | 'misses'>>;

/** Of all operations: response times in open loop, service times in closed loop. */
const histogram = z.object({
  startMs: momentMs,
  endMs: momentMs,
  maxUs: latencyUs,
  /** The standard HdrHistogram V2 compressed form, base64. */
  histogram: z.string(),
});
export type TimelineHistogram = DeepReadonly<z.infer<typeof histogram>>;

export const timelineSchema = z.object({
  intervalMs: z.number().positive(),
  intervals: z.array(interval),
  /** Spans of a second (of several, in a run above 200 s) in which an operation ended; absent in records that kept none. */
  histograms: z.array(histogram).exactOptional(),
});
