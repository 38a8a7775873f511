import type { OperationPlan } from '../model/operation-plan.js';
import type { Protocol } from '../model/protocol.js';
import type { ClusterNode } from './cluster.js';

/** A flush of a server. */
export interface Flushed {
  /** When it was sent, on the monotonic clock. */
  readonly sentMs: number;
  /** How many keys it removed, in words; undefined: the server had none, or refused. */
  readonly removed: string | undefined;
}

/** Our direct access to the data of a node, bypassing all relays and clients. */
export interface DataAccess {
  /**
   * Values in the order of `keys`; null for missing keys, undefined if the node can't tell because it does not hold the
   * key's hash slot. Throws if the node does not answer.
   */
  read(node: ClusterNode, keys: readonly string[]): Promise<(string | null | undefined)[]>;
  /** Alternating keys and values; with `ttlSeconds`, each key expires after that time. */
  write(node: ClusterNode, pairs: readonly string[], ttlSeconds?: number | null): Promise<void>;
  /** Answers to requests, in order; absent: the servers know no Redis commands. Throws if one is refused. */
  call?(node: ClusterNode, requests: readonly (readonly string[])[]): Promise<unknown[]>;
  /** How much earlier than its TTL says a key may expire. */
  readonly expiryStepMs: number;
  /** Removes all keys of the server behind a line, once that is connected. */
  flush(line: CommandLine): Promise<Flushed>;
  /** Has keys of the server behind a line expire now; returns how many existed. */
  expire(line: CommandLine, keys: readonly string[]): Promise<number>;
  /** The name in `ServerCounters.calls` that counts an operation; absent: that of its command. */
  counterOf?(operation: OperationPlan, protocol: Protocol | null): string;
  /** Waits until this many replicas have everything written; returns how many do. */
  waitForReplicas(node: ClusterNode, count: number, timeoutMs: number): Promise<number>;
  inspect(node: ClusterNode): Promise<ServerCounters | undefined>;
  /**
   * A dedicated connection to a node for the commands of one fault: blocking it blocks nothing else, and closing all others
   * spares it. Answers time out after `answerTimeoutMs`, by default 1 s. It connects on the first command.
   */
  openLine(node: ClusterNode, answerTimeoutMs?: number): CommandLine;
}

/** A connection to one server, sentinels included. Disposing it closes it; it does not reconnect after a loss. */
export interface CommandLine extends Disposable {
  /** The server's answer. Rejects with the server's error, or if no answer arrives in time. */
  command(words: readonly string[]): Promise<unknown>;
}

/** A server's counters since it started. */
export interface ServerCounters {
  /** Null if not reported. */
  readonly cpuSeconds: number | null;
  /** Calls by lower-case command, as counted by the server. */
  readonly calls: Readonly<Record<string, number>>;
  /** CPU time by lower-case command, in microseconds; absent: not reported. */
  readonly commandUs?: Readonly<Record<string, number>>;
  /** Sent to clients, without replication and the replies to the connection that asks; absent: not reported. */
  readonly outputBytes?: number;
  readonly usedMemoryBytes: number;
  /** Keys and values, without what the server needs for itself; absent: not reported. */
  readonly datasetBytes?: number;
  /** The server's eviction policy when its memory is full; null if not reported. */
  readonly evictionPolicy?: string | null;
  readonly evictedKeys: number;
  readonly expiredKeys: number;
  /** Keys whose memory was reclaimed without being requested: expired or flushed. Absent: not distinguished. */
  readonly reclaimedKeys?: number;
  /** How often everything, or a whole database, was flushed. */
  readonly flushes: number;
  /** Changes with each restart; null if not reported. */
  readonly process: string | null;
}
