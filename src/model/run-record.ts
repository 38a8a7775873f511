import type { Answer } from './answer.js';
import type { MachineNoise } from './machine-noise.js';
import type { EngineName, NodeDescription } from './node.js';
import type { MeasuredPhase } from './phase.js';
import type { RunEvent } from './run-event.js';
import type { AuditMode } from './scenario.js';
import type { Stall } from './stall.js';
import type { Verdict } from './verdict.js';

/**
 * The results of one run, and the only input of reports. Fields named `...Ms` that are times count from the start of the
 * measured part on the run's monotonic clock; latencies are whole microseconds; missing values are null.
 */
export interface RunRecord {
  readonly schemaVersion: 1;
  readonly run: {
    readonly id: string;
    /** When the program started the run, well before the load: ISO 8601. */
    readonly startedAt: string;
    /** 0 on the run's clock, ISO 8601 with milliseconds: every absolute time derives from it. Absent in old records. */
    readonly measuredAt?: string;
    /** How long operations were planned, the divisor of throughput. Absent in old records. */
    readonly plannedMs?: number;
    readonly wallMs: number;
    /** Labels the user attached to the run (`--label`). Absent in old records. */
    readonly labels?: Readonly<Record<string, string>>;
    readonly seed: number;
    readonly command: readonly string[];
    readonly version: string;
    /** The run was stopped early; the record holds what was measured until then. */
    readonly interrupted: boolean;
    /** The gate that ended the run early; absent if none did. */
    readonly abortedBy?: string;
  };
  /** The summary that opens every report; older records lack it, and reports regenerate it. */
  readonly answer?: Answer;
  /** The resolved scenario: every default and flag filled in, in scenario file syntax. */
  readonly scenario: Readonly<Record<string, unknown>>;
  readonly environment: {
    readonly nodeVersion: string;
    readonly os: string;
    readonly cpuModel: string;
    readonly cpuCount: number;
    readonly memoryBytes: number;
    readonly engines: readonly { readonly engine: EngineName; readonly version: string; readonly path: string }[];
    /** Just before the servers started; absent in older records. */
    readonly noise?: MachineNoise;
  };
  readonly topology: {
    readonly kind: string;
    readonly readyMs: number;
    readonly nodes: readonly NodeDescription[];
    /** The nodes at the time of the read-back; empty if the run did not get that far. */
    readonly nodesAtEnd: readonly NodeDescription[];
    /** Absent if there were no relays, or their cost could not be measured. */
    readonly relayCost?: RelayCostRecord;
  };
  readonly phases: readonly PhaseRecord[];
  readonly totals: Stats;
  /** By error class: the server's (or client library's) text with the first error. Absent in records of version 0.1. */
  readonly errorTexts?: Readonly<Record<string, string>>;
  readonly timeline: {
    readonly intervalMs: number;
    readonly intervals: readonly TimelineInterval[];
    /** Spans of a second (of several, in a run above 200 s) in which an operation ended; absent in records that kept none. */
    readonly histograms?: readonly TimelineHistogram[];
  };
  readonly events: readonly RunEvent[];
  readonly faults: readonly FaultRecord[];
  /**
   * After a cold start without a fault: time until the hit rate was within 5 points of the run's last fifth. Null: the cache
   * did not start cold, there were faults, the hit rate was still rising, or there were too few reads. Absent in old
   * records.
   */
  readonly rewarmMs?: number | null;
  /** The clients' outages that no fault explains. Absent in old records. */
  readonly otherOutages?: readonly OutageRecord[];
  /** When the load generator stalled or ran late; these are not outages. Absent: not recorded. */
  readonly stalls?: readonly Stall[];
  /** What clients experienced on each shard, whether a fault struck it or not; absent with a single shard. */
  readonly shards?: readonly ShardRecord[];
  readonly availability: AvailabilityRecord;
  readonly writeSafety: WriteSafetyRecord;
  /** Null if there are no replicas, or the servers don't report it; absent: not recorded. */
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
  /** Its parts, if other phases lie between them; absent if there is only one. */
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
  /** Reads whose reply does not show whether the key existed; absent in records that did not count them. */
  readonly unknownReads?: number;
  /** Hits and misses by operation kind; absent in records that did not count them separately. */
  readonly reads?: Readonly<Record<string, ReadCounts>>;
  /** The writes among the operations; absent if not counted separately. */
  readonly writes?: { readonly issued: number; readonly acknowledged: number };
  readonly errors: Readonly<Record<string, number>>;
  /** By operation kind, and `all`. `response` is null in closed loop, where there are no planned starts. */
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
  /** Reads that found their key, and reads that did not; absent in records that did not count them by interval. */
  readonly hits?: number;
  readonly misses?: number;
  /** Of the response time in open loop, of the service time in closed loop; null if nothing ended. */
  readonly p50Us: number | null;
  readonly p99Us: number | null;
  readonly maxUs: number | null;
  readonly errors: Readonly<Record<string, number>>;
}

/** Of all operations: response times in open loop, service times in closed loop. */
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
  /** What happened, as a sentence without its full stop: `The host of the primary died`; absent in older records. */
  readonly what?: string;
  /** Its purpose was to remove data, so that the removal is no violation. */
  readonly removesData?: boolean;
  readonly targets: readonly string[];
  readonly injectedAtMs: number;
  readonly healedAtMs: number | null;
  /** How the fault proved its effect; null: it did not, and the run reports that. */
  readonly proof: string | null;
  readonly milestones: readonly Milestones[];
  readonly unavailability: Unavailability;
  /**
   * Time until the hit rate was back within 5 points of steady; 0: it never dipped below. Null: it was not back when the run
   * ended or the next fault struck, or there were too few reads to tell. Absent in old records.
   */
  readonly rewarmMs?: number | null;
  /**
   * The lowest hit rate, over at least a second and 100 reads, before the run ended or the next fault struck; null: too few
   * reads.
   */
  readonly lowestHitRate?: number | null;
  readonly inFlight: InFlight;
}

/**
 * The longest outage of reads and of writes between the fault's injection and its recovery; null if no such operation was
 * seen.
 */
export interface Unavailability {
  readonly writeMs: number | null;
  readonly readMs: number | null;
  readonly proberWriteMs: number | null;
  readonly proberReadMs: number | null;
  /** The resolution for outages: the mean time between operations of the rarer sort. Absent in old records. */
  readonly resolutionMs?: number | null;
  /** The clients' longest outage by shard and sort, from which the figures derive. Absent in old records. */
  readonly outages?: readonly OutageRecord[];
  /** False: clients were still without service when the run ended, and the figures count up to its end. */
  readonly ended: boolean;
}

/** From when an operation became due after the last success until the next success (or the end of the load). */
export interface OutageRecord {
  readonly shard: number;
  readonly sort: 'read' | 'write';
  readonly startMs: number;
  readonly durationMs: number;
}

export interface InFlight {
  /** The clients' sent and unanswered operations at the injection. */
  readonly clientOperations: number | null;
  /** Bytes of the replication stream at the injection, as last reported by each server. */
  readonly replicationOffsets: {
    readonly primary: number | null;
    readonly replicas: Readonly<Record<string, number | null>>;
  } | null;
  /** Replication bytes that the relays had read from the primary but the best surviving replica did not receive. */
  readonly unreplicatedBytes: number | null;
  /** Bytes on all links, in both directions, discarded by the fault. */
  readonly discardedLinkBytes: number | null;
  /** Our writes among them, beyond what the elected replica received. Null without relays. */
  readonly discardedWrites: { readonly acknowledged: number; readonly unacknowledged: number } | null;
  /** Lost writes that were never read from the primary: they died in its own buffers. Null without relays. */
  readonly unsentWrites: number | null;
}

export interface ShardRecord {
  readonly shard: number;
  /** The names of the faults that hit it, each once. */
  readonly hurtBy: readonly string[];
  /** Those that ended ok, and those that failed or were never sent. */
  readonly operations: { readonly ok: number; readonly notOk: number };
  /** Over the whole measured part; null if there were no such operations. */
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
/** Old records don't have the causes for servers that are gone permanently. */
type LossCauses = Readonly<Record<Exclude<LossCause, 'serverGone'>, number>> & { readonly serverGone?: number };

/** Why a read found nothing although a write was acknowledged. */
export const missingReadCauses = ['expired', 'evicted', 'flushed', 'serverGone', 'lost', 'unknown'] as const;
export type MissingReadCause = (typeof missingReadCauses)[number];

export interface MissingReadsRecord {
  readonly count: number;
  /** Sums to the count. `unknown`: nothing explains them, or several causes could. */
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
  /** Sums to issued - failed. Null if the data could not be read back or nothing was audited. */
  readonly fates: Readonly<Record<Fate, number>> | null;
  /** Sums to fates.lost. */
  readonly causes: LossCauses | null;
  /**
   * Values that nobody wrote, besides the unexpected writes: those that replaced no write of the measured part, and reads
   * that returned one (or the value of a failed write). Null if nothing was audited. Absent in records of version 0.1.
   */
  readonly unwritten?: { readonly values: number; readonly reads: number } | null;
  /** Keys, including canaries, that lost what was written before the measured part. Absent in records of version 0.1. */
  readonly wipedKeys?: number | null;
  readonly canaries: { readonly written: number; readonly found: number } | null;
  readonly lossWindow: { readonly firstLostAckMs: number; readonly lastLostAckMs: number } | null;
  /** At most 20. `foundSequence` is -1 if the key was gone, -2 if it held a foreign value. */
  readonly lostSamples: readonly {
    readonly key: string;
    readonly acknowledgedSequence: number;
    readonly foundSequence: number;
    readonly acknowledgedAtMs: number | null;
    readonly shard: number;
  }[];
  /** Reads that returned an older value than the last acknowledged write of their key. */
  readonly staleReads: number | null;
  /** Reads that returned nothing although a write was acknowledged; absent in records that counted them as stale reads. */
  readonly missingReads?: MissingReadsRecord | null;
  /** Operation kinds not covered by the audit, and how many of each ended; absent if all were audited. */
  readonly notAudited?: readonly { readonly kind: string; readonly operations: number }[];
  readonly replicas: readonly {
    readonly node: string;
    readonly keysCompared: number;
    readonly divergentKeys: number;
  }[];
}

/** The state of replication in the measured part. */
export interface RedundancyRecord {
  /** Resyncs as counted by the primaries: of the whole data set, and of what a replica had missed. */
  readonly fullResyncs: number;
  readonly partialResyncs: number;
  /** Time in which a shard had no primary, or fewer replicas than planned that were online and at most a second behind. */
  readonly withoutRedundancyMs: number;
  /** Replicas that reported their link to the primary down. */
  readonly links: readonly { readonly node: string; readonly times: number; readonly downMs: number }[];
}

export interface SaturationRecord {
  readonly saturated: boolean;
  readonly reasons: readonly string[];
  /** What to change, the most helpful first; each a phrase after "try". Absent in records of version 0.1. */
  readonly remedies?: readonly string[];
  readonly generator: {
    readonly cpuPercent: number | null;
    readonly threads: readonly {
      readonly cpuPercent: number | null;
      /** Ready to run, but waiting for a core; null if not reported by the system. */
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
  /** Added automatically: a violation was found that no gate of the scenario mentions. Absent for the scenario's own gates. */
  readonly implied?: true;
}

/** The cost of a relay on this machine, measured at an idle server before the load. */
export interface RelayCostRecord {
  /** The server used for the measurement. */
  readonly node: string;
  /** Whose connections use the measured relay. */
  readonly carries: 'clients' | 'peers';
  readonly direct: PathCost;
  readonly relayed: PathCost;
}

/** How fast a server is reached on one path. */
export interface PathCost {
  /** The median. */
  readonly roundTripUs: number;
  /** In both directions together; null if the server sends nothing back. */
  readonly bytesPerSecond: number | null;
}
