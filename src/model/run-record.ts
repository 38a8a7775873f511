import type { Answer } from './answer.js';
import type { MachineNoise } from './machine-noise.js';
import type { EngineName, NodeDescription } from './node.js';
import type { MeasuredPhase } from './phase.js';
import type { RunEvent } from './run-event.js';
import type { AuditMode } from './scenario.js';
import type { Stall } from './stall.js';
import type { Verdict } from './verdict.js';

/**
 * What one run leaves behind, and all that a report may read. Fields named `...Ms` that are moments count from the start
 * of the measured part on the run's monotonic clock; latencies are whole microseconds; what does not exist is null.
 */
export interface RunRecord {
  readonly schemaVersion: 1;
  readonly run: {
    readonly id: string;
    /** When the program started the run, long before the load: ISO 8601. */
    readonly startedAt: string;
    /** 0 on the run's clock, ISO 8601 with milliseconds: every absolute time derives from it. Left out in old records. */
    readonly measuredAt?: string;
    /** How long operations were planned, which is what throughput divides by. Left out in old records. */
    readonly plannedMs?: number;
    readonly wallMs: number;
    /** What a person attached to the run (`--label`). Left out in old records. */
    readonly labels?: Readonly<Record<string, string>>;
    readonly seed: number;
    readonly command: readonly string[];
    readonly version: string;
    /** The run was stopped before its end; the record holds what was measured until then. */
    readonly interrupted: boolean;
    /** The gate that ended the run early; left out where none did. */
    readonly abortedBy?: string;
  };
  /** What every report says first; older records don't have it, and reports make it anew. */
  readonly answer?: Answer;
  /** The scenario as resolved: every default and flag filled in, in the words of the scenario file. */
  readonly scenario: Readonly<Record<string, unknown>>;
  readonly environment: {
    readonly nodeVersion: string;
    readonly os: string;
    readonly cpuModel: string;
    readonly cpuCount: number;
    readonly memoryBytes: number;
    readonly engines: readonly { readonly engine: EngineName; readonly version: string; readonly path: string }[];
    /** Just before the servers started; older records don't have it. */
    readonly noise?: MachineNoise;
  };
  readonly topology: {
    readonly kind: string;
    readonly readyMs: number;
    readonly nodes: readonly NodeDescription[];
    /** The nodes when the audit read them back; empty when the run did not come that far. */
    readonly nodesAtEnd: readonly NodeDescription[];
    /** Left out where there were no relays, or where what they cost could not be measured. */
    readonly relayCost?: RelayCostRecord;
  };
  readonly phases: readonly PhaseRecord[];
  readonly totals: Stats;
  /** By class of error: what the server (or the client library) said with the first. Left out in records of version 0.1. */
  readonly errorTexts?: Readonly<Record<string, string>>;
  readonly timeline: {
    readonly intervalMs: number;
    readonly intervals: readonly TimelineInterval[];
    /** Spans of a second, in a run above 200 s of several, in which an operation ended; left out in records that kept none. */
    readonly histograms?: readonly TimelineHistogram[];
  };
  readonly events: readonly RunEvent[];
  readonly faults: readonly FaultRecord[];
  /**
   * After a cold start without a fault: until the hit rate was within 5 points of the run's last fifth. Null: the cache did
   * not start cold, there were faults, the hit rate was still rising, or there were too few reads. Old records have none.
   */
  readonly rewarmMs?: number | null;
  /** The clients' outages that no fault explains. Old records have none. */
  readonly otherOutages?: readonly OutageRecord[];
  /** When the load generator stood still or ran late; they are no outages. Absent: not recorded. */
  readonly stalls?: readonly Stall[];
  /** What clients experienced on each shard, whether a fault struck it or not; left out where there is one. */
  readonly shards?: readonly ShardRecord[];
  readonly availability: AvailabilityRecord;
  readonly writeSafety: WriteSafetyRecord;
  /** Null where there are no replicas, or the servers don't tell; absent: not recorded. */
  readonly redundancy?: RedundancyRecord | null;
  readonly saturation: SaturationRecord;
  readonly gates: readonly GateRecord[];
  readonly verdict: Verdict;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

export interface PhaseRecord extends Stats {
  readonly name: MeasuredPhase;
  /** Of its first part. */
  readonly startMs: number;
  /** Of its last part. */
  readonly endMs: number;
  /** Its parts, where other phases lie between them; left out where it is one. */
  readonly spans?: readonly { readonly startMs: number; readonly endMs: number }[];
}

export interface OperationCounts {
  readonly planned: number;
  readonly sent: number;
  readonly dropped: number;
  readonly ok: number;
  readonly fail: number;
  readonly indeterminate: number;
}

export interface Stats {
  readonly operations: OperationCounts;
  /** Operations that ended `ok`, per second. */
  readonly throughputPerSecond: number | null;
  readonly hits: number;
  readonly misses: number;
  /** Reads whose reply does not tell whether the key was there; left out in records that did not count them. */
  readonly unknownReads?: number;
  /** Hits and misses by the kind of operation that had them; left out in records that did not count them apart. */
  readonly reads?: Readonly<Record<string, ReadCounts>>;
  /** The writes among the operations; left out where they were not counted apart. */
  readonly writes?: { readonly issued: number; readonly acknowledged: number };
  readonly errors: Readonly<Record<string, number>>;
  /** By operation kind, and `all`. `response` is null in closed loop, where no planned start exists. */
  readonly latency: Readonly<Record<string, LatencyPair>>;
}

export interface ReadCounts {
  readonly hits: number;
  readonly misses: number;
}

export interface LatencyPair {
  readonly response: Percentiles | null;
  readonly service: Percentiles | null;
}

export interface Percentiles {
  readonly count: number;
  readonly minUs: number;
  readonly meanUs: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p95Us: number;
  readonly p99Us: number;
  readonly p99_9Us: number;
  readonly p99_99Us: number;
  readonly maxUs: number;
  /** The standard HdrHistogram V2 compressed form, base64. */
  readonly histogram: string;
}

export interface TimelineInterval {
  readonly startMs: number;
  readonly sent: number;
  readonly ok: number;
  readonly fail: number;
  readonly indeterminate: number;
  readonly dropped: number;
  /** Reads that found their key and that did not; left out in records that did not count them by interval. */
  readonly hits?: number;
  readonly misses?: number;
  /** Of the response time in open loop, of the service time in closed loop; null when nothing ended. */
  readonly p50Us: number | null;
  readonly p99Us: number | null;
  readonly maxUs: number | null;
  readonly errors: Readonly<Record<string, number>>;
}

/** Of the response times of all operations in open loop, of their service times in closed loop. */
export interface TimelineHistogram {
  readonly startMs: number;
  readonly endMs: number;
  readonly maxUs: number;
  /** The standard HdrHistogram V2 compressed form, base64. */
  readonly histogram: string;
}

/** Milliseconds after the injection; null: never seen. */
export interface Milestones {
  readonly shard: number;
  readonly firstErrorMs: number | null;
  readonly detectedMs: number | null;
  readonly agreedMs: number | null;
  readonly promotedMs: number | null;
  readonly routedMs: number | null;
  readonly writesBackMs: number | null;
  readonly readsBackMs: number | null;
  readonly lastErrorMs: number | null;
  readonly latencyRecoveredMs: number | null;
  readonly replacementJoinedMs: number | null;
  readonly redundancyRestoredMs: number | null;
}

export interface FaultRecord {
  readonly name: string;
  /** What happened, as a sentence without its end: `The host of the primary died`; older records don't have it. */
  readonly what?: string;
  /** Its purpose was to remove data: what it took is no violation. */
  readonly removesData?: boolean;
  readonly targets: readonly string[];
  readonly injectedAtMs: number;
  readonly healedAtMs: number | null;
  /** How the fault proved that it bit; null: it did not, and the run says so. */
  readonly proof: string | null;
  readonly milestones: readonly Milestones[];
  readonly unavailability: Unavailability;
  /**
   * Until the hit rate was back within 5 points of steady; 0: it never dipped below. Null: it was not back when the run ended
   * or the next fault struck, or there were too few reads to tell. Old records have none.
   */
  readonly rewarmMs?: number | null;
  /** The lowest hit rate, over at least a second and 100 reads, before the run ended or the next fault struck; null: too few reads. */
  readonly lowestHitRate?: number | null;
  readonly inFlight: InFlight;
}

/** The longest outage of each sort between the fault's injection and its recovery; null when no such operation was seen. */
export interface Unavailability {
  readonly writeMs: number | null;
  readonly readMs: number | null;
  readonly proberWriteMs: number | null;
  readonly proberReadMs: number | null;
  /** How finely an outage could be seen: the mean time between operations of the rarer sort. Old records have none. */
  readonly resolutionMs?: number | null;
  /** By shard and sort, the clients' longest outage: the figures are those. Old records have none. */
  readonly outages?: readonly OutageRecord[];
  /** False: the clients were still without service when the run ended, and the figures count to its end. */
  readonly ended: boolean;
}

/** From the moment an operation became due after the last success until the next success (or the end of the load). */
export interface OutageRecord {
  readonly shard: number;
  readonly sort: 'read' | 'write';
  readonly startMs: number;
  readonly durationMs: number;
}

export interface InFlight {
  /** Sent and unanswered operations of the clients at the injection. */
  readonly clientOperations: number | null;
  /** Bytes of the replication stream at the injection, as last reported by each server. */
  readonly replicationOffsets: {
    readonly primary: number | null;
    readonly replicas: Readonly<Record<string, number | null>>;
  } | null;
  /** Replication bytes that the relays had read from the primary and the best surviving replica did not get. */
  readonly unreplicatedBytes: number | null;
  /** Bytes on all links, both ways, that the fault threw away. */
  readonly discardedLinkBytes: number | null;
  /** Our writes among them, beyond what the elected replica got. Null without relays. */
  readonly discardedWrites: { readonly acknowledged: number; readonly unacknowledged: number } | null;
  /** Lost, and never read from the primary: they died in its own buffers. Null without relays. */
  readonly unsentWrites: number | null;
}

export interface ShardRecord {
  readonly shard: number;
  /** The faults that hit it, by name, each once. */
  readonly hurtBy: readonly string[];
  /** Those that ended ok, and those that did not or were never sent. */
  readonly operations: { readonly ok: number; readonly notOk: number };
  /** In the whole measured part; null where there were no such operations. */
  readonly longestOutage: { readonly writeMs: number | null; readonly readMs: number | null };
}

export interface AvailabilityRecord {
  readonly good: number;
  readonly planned: number;
  readonly ratio: number | null;
  readonly longestOutageMs: number | null;
  readonly sla: {
    readonly target: number;
    readonly budgetMsPerYear: number;
    readonly spentMs: number;
    readonly spentShare: number;
  };
}

export const fates = ['survived', 'lost', 'recovered', 'vanished', 'duplicated', 'unexpected'] as const;
export type Fate = (typeof fates)[number];

export const lossCauses = [
  'inFlight',
  'election',
  'zombie',
  'wipe',
  'serverGone',
  'clobbered',
  'eviction',
  'unexplained',
] as const;
export type LossCause = (typeof lossCauses)[number];
/** Old records don't know of servers that are gone for good. */
type LossCauses = Readonly<Record<Exclude<LossCause, 'serverGone'>, number>> & { readonly serverGone?: number };

/** Why a read found nothing although a write was acknowledged. */
export const missingReadCauses = ['expired', 'evicted', 'flushed', 'serverGone', 'lost', 'unknown'] as const;
export type MissingReadCause = (typeof missingReadCauses)[number];

export interface MissingReadsRecord {
  readonly count: number;
  /** Sums to the count. `unknown`: nothing explains them, or more than one thing could. */
  readonly causes: Readonly<Record<MissingReadCause, number>>;
}

export interface WriteSafetyRecord {
  readonly verdict: 'safe' | 'unsafe' | 'unknown';
  readonly reason: string;
  readonly audit: AuditMode;
  readonly durability: string;
  readonly writes: {
    readonly issued: number;
    readonly acknowledged: number;
    readonly failed: number;
    readonly indeterminate: number;
  };
  /** Sums to issued - failed. Null when the data could not be read back or nothing was audited. */
  readonly fates: Readonly<Record<Fate, number>> | null;
  /** Sums to fates.lost. */
  readonly causes: LossCauses | null;
  /**
   * Values that nobody wrote, beside the unexpected writes: those that replaced no write of the measured part, and reads that
   * returned one (or a value whose write had failed). Null when nothing was audited. Records of version 0.1 have none.
   */
  readonly unwritten?: { readonly values: number; readonly reads: number } | null;
  /** Keys, canaries included, that lost what was written before the measured part. Records of version 0.1 have none. */
  readonly wipedKeys?: number | null;
  readonly canaries: { readonly written: number; readonly found: number } | null;
  readonly lossWindow: { readonly firstLostAckMs: number; readonly lastLostAckMs: number } | null;
  /** At most 20. `foundSequence` is -1 when the key was gone, -2 when it held a foreign value. */
  readonly lostSamples: readonly {
    readonly key: string;
    readonly acknowledgedSequence: number;
    readonly foundSequence: number;
    readonly acknowledgedAtMs: number | null;
    readonly shard: number;
  }[];
  /** Reads that returned an older value than the last acknowledged write of their key. */
  readonly staleReads: number | null;
  /** Reads that returned nothing although a write was acknowledged; left out in records that counted them among the stale ones. */
  readonly missingReads?: MissingReadsRecord | null;
  /** Kinds of operation of which nothing is claimed, and how many of each ended; left out where all were audited. */
  readonly notAudited?: readonly { readonly kind: string; readonly operations: number }[];
  readonly replicas: readonly {
    readonly node: string;
    readonly keysCompared: number;
    readonly divergentKeys: number;
  }[];
}

/** How replication fared in the measured part. */
export interface RedundancyRecord {
  /** Resyncs by the primaries' own counts: of the whole data set, and of what a replica had missed. */
  readonly fullResyncs: number;
  readonly partialResyncs: number;
  /** Time in which a shard had no primary, or fewer replicas than planned that were online and at most a second behind. */
  readonly withoutRedundancyMs: number;
  /** Replicas whose link to their primary was down, by their own word. */
  readonly links: readonly { readonly node: string; readonly times: number; readonly downMs: number }[];
}

export interface SaturationRecord {
  readonly saturated: boolean;
  readonly reasons: readonly string[];
  /** What to change, the most helpful first; each a phrase after "try". Records of version 0.1 have none. */
  readonly remedies?: readonly string[];
  readonly generator: {
    readonly cpuPercent: number | null;
    readonly threads: readonly {
      readonly cpuPercent: number | null;
      /** Ready to run, and kept waiting for a core; null where the system does not tell. */
      readonly waitedForCpuPercent?: number | null;
      readonly eventLoopDelayP99Us: number | null;
      readonly schedulingLagP99Us: number | null;
      readonly gcMs: number | null;
    }[];
  };
  readonly servers: readonly {
    readonly node: string;
    readonly cpuPercent: number | null;
    readonly executedCommands: number | null;
    readonly usedMemoryBytes: number | null;
    readonly evictedKeys: number | null;
  }[];
}

export interface GateRecord {
  readonly expression: string;
  readonly observed: number | null;
  readonly limit: number | null;
  /** Of `observed` and `limit`: `us`, `ms`, `perSecond`, `ratio`, `count`. */
  readonly unit: string;
  readonly verdict: Verdict;
  readonly explanation: string;
  /** Nobody asked for it: a violation was found that no gate of the scenario mentions. Left out of those that were asked for. */
  readonly implied?: true;
}

/** What a relay costs on this machine, measured at an idle server before the load. */
export interface RelayCostRecord {
  /** The server that was asked. */
  readonly node: string;
  /** Whose connections pass through the relay that was measured. */
  readonly carries: 'clients' | 'peers';
  readonly direct: PathCost;
  readonly relayed: PathCost;
}

/** How quickly a server is reached on one path. */
export interface PathCost {
  /** The median. */
  readonly roundTripUs: number;
  /** There and back together; null where the server sends nothing back. */
  readonly bytesPerSecond: number | null;
}
