import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { outageSchema } from './outages.js';
import { count, momentMs, ratio, spanMs } from './quantities.js';

/** After the injection; null: never seen. */
const milestoneMs = z.number().nullable();

const milestones = z.object({
  shard: count,
  firstErrorMs: milestoneMs,
  detectedMs: milestoneMs,
  agreedMs: milestoneMs,
  promotedMs: milestoneMs,
  routedMs: milestoneMs,
  writesBackMs: milestoneMs,
  readsBackMs: milestoneMs,
  lastErrorMs: milestoneMs,
  latencyRecoveredMs: milestoneMs,
  replacementJoinedMs: milestoneMs,
  redundancyRestoredMs: milestoneMs,
});
/** Milliseconds after the injection; null: never seen. */
export type Milestones = DeepReadonly<z.infer<typeof milestones>>;

/**
 * The longest outage of reads and of writes between the fault's injection and its recovery; null if no such operation was
 * seen.
 */
const unavailability = z.object({
  writeMs: spanMs.nullable(),
  readMs: spanMs.nullable(),
  proberWriteMs: spanMs.nullable(),
  proberReadMs: spanMs.nullable(),
  /** The resolution for outages: the mean time between operations of the rarer sort. Absent in old records. */
  resolutionMs: spanMs.nullable().exactOptional(),
  /** The clients' longest outage by shard and sort, from which the figures derive. Absent in old records. */
  outages: z.array(outageSchema).exactOptional(),
  /** False: clients were still without service when the run ended, and the figures count up to its end. */
  ended: z.boolean(),
  /** False: so was the prober, hence the cluster. Absent in old records, and without a prober. */
  proberEnded: z.boolean().exactOptional(),
});
export type Unavailability = DeepReadonly<z.infer<typeof unavailability>>;

const inFlight = z.object({
  /** The clients' sent and unanswered operations at the injection. */
  clientOperations: count.nullable(),
  /** Bytes of the replication stream at the injection, as last reported by each server. */
  replicationOffsets: z
    .object({ primary: count.nullable(), replicas: z.record(z.string(), count.nullable()) })
    .nullable(),
  /** Replication bytes that the relays had read from the primary but the best surviving replica did not receive. */
  unreplicatedBytes: count.nullable(),
  /** Bytes on all links, in both directions, discarded by the fault. */
  discardedLinkBytes: count.nullable(),
  /** Our writes among them, beyond what the elected replica received. Null without relays. */
  discardedWrites: z.object({ acknowledged: count, unacknowledged: count }).nullable(),
  /** Lost writes that were never read from the primary: they died in its own buffers. Null without relays. */
  unsentWrites: count.nullable(),
});
export type InFlight = DeepReadonly<z.infer<typeof inFlight>>;

/** What a fault cost the origin behind the cache, up to the next fault or the end of the run. */
const originCost = z.object({
  /**
   * Reads that the origin answered: the mean of steady (of its last fifth, if the hit rate was changing), and the most in
   * any second after this fault.
   */
  readsPerSecondBefore: z.number().nonnegative().nullable(),
  readsPerSecondPeak: count,
  /** Share of the reads that it did not have to serve: in the same part of steady, and the lowest over a second after this fault. */
  offloadBefore: ratio.nullable(),
  lowestOffload: ratio.nullable(),
  /** Requests to it that ended between the injection and the healing, and those of them that did not succeed. */
  requests: count,
  failed: count,
});
export type OriginCostRecord = DeepReadonly<z.infer<typeof originCost>>;

export const faultSchema = z.object({
  name: z.string().min(1),
  /** What happened, as a sentence without its full stop: `The host of the primary died`; absent in older records. */
  what: z.string().exactOptional(),
  /** Its targets lived on with their connections open, and only replies were missing; absent if not, and in older records. */
  repliesWithheld: z.literal(true).exactOptional(),
  /** Its purpose was to remove data, so that the removal is no violation. */
  removesData: z.boolean().exactOptional(),
  /** It struck what is behind the cache; absent: nodes of the cluster. */
  strikesOrigin: z.literal(true).exactOptional(),
  /** Nodes, or `origin`. */
  targets: z.array(z.string()),
  /** It ended the process of a primary; absent if not, and in older records. */
  primaryDied: z.literal(true).exactOptional(),
  injectedAtMs: momentMs,
  healedAtMs: momentMs.nullable(),
  /** How the fault proved its effect; null: it did not, and the run reports that. */
  proof: z.string().nullable(),
  milestones: z.array(milestones),
  /** What a managed service says about itself, by its own clock. Absent: it was not asked, or said nothing. */
  serviceEvents: z.array(z.object({ afterMs: z.number(), source: z.string(), text: z.string() })).exactOptional(),
  unavailability,
  /**
   * Time until the hit rate was back within 5 points of steady; 0: it never dipped below. Null: it was not back when the run
   * ended or the next fault struck, or there were too few reads to tell. Absent in old records.
   */
  rewarmMs: spanMs.nullable().exactOptional(),
  /**
   * The lowest hit rate, over at least a second and 100 reads, before the run ended or the next fault struck; null: too few
   * reads.
   */
  lowestHitRate: ratio.nullable().exactOptional(),
  /** Absent without an origin. */
  origin: originCost.exactOptional(),
  inFlight,
});
export type FaultRecord = DeepReadonly<z.infer<typeof faultSchema>>;
