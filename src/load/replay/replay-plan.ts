import type { OperationPlan } from '../../model/operation-plan.js';
import type { CountedBytes } from '../workload/request-bytes.js';

export const replayKeys = {
  kept: 'as in the log',
  hashed: 'replaced by hashes; keys of one hash slot stay together',
} as const;
export const replayValues = {
  kept: 'as in the log',
  sizes: 'replaced by others of the same length; equal values stay equal, and numbers stay numbers',
} as const;

/** How the commands of a log are sent. */
export interface ReplayOptions {
  /** Of a MONITOR log, or NDJSON. */
  readonly file: string;
  /** 2: twice as fast as the log. */
  readonly speed: number;
  readonly keys: keyof typeof replayKeys;
  readonly values: keyof typeof replayValues;
}

/** What was found in a log, up to the end of the run. */
export interface ReplaySummary {
  readonly format: string;
  readonly lines: number;
  /** Lines that are no command. */
  readonly malformed: number;
  /** Commands that are not replayed, by name. */
  readonly notReplayed: Readonly<Record<string, number>>;
  readonly replayed: number;
  /** Those of what is replayed, in order. All of it is sent to database 0. */
  readonly databases: readonly number[];
  /** From the first command to the last, at the replay's speed. */
  readonly spanMs: number;
  readonly mostRequestBytes: number;
  /** One for each command, which is known by its position here. */
  readonly operations: readonly OperationPlan[];
  /** By operation: the sizes of its requests. */
  readonly requestSizes: readonly (readonly CountedBytes[])[];
}

export interface ReplayPlan extends ReplayOptions {
  readonly summary: ReplaySummary;
}

/** What a worker needs to know of a replay, over all workers. */
export type WorkerReplay = Pick<ReplaySummary, 'replayed' | 'mostRequestBytes'>;

/** Consecutive operations of a replay, as plain data. By operation, in the order of their starts. */
export interface ReplayBatch {
  /** Milliseconds after the epoch. */
  readonly dueMs: Float64Array<ArrayBuffer>;
  /** Position in the plan's operations. */
  readonly kinds: Uint16Array<ArrayBuffer>;
  /** The hash slot of its first key. Operations of a slot keep their order. */
  readonly hashSlots: Uint16Array<ArrayBuffer>;
  /** Where its request ends in `requests`; it begins where the one before it ends. */
  readonly ends: Uint32Array<ArrayBuffer>;
  /** In RESP. */
  readonly requests: Uint8Array<ArrayBuffer>;
}

/** What moves to another thread with a batch, instead of being copied. */
export function memoryOf({ dueMs, kinds, hashSlots, ends, requests }: ReplayBatch): ArrayBuffer[] {
  return [dueMs, kinds, hashSlots, ends, requests].map(({ buffer }) => buffer);
}
