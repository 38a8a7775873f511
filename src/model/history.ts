/** By outcome code. */
export const outcomeNames = ['ok', 'fail', 'indeterminate'] as const;
type OutcomeName = (typeof outcomeNames)[number];

/**
 * What a register, a key that holds one value, was seen to hold: the number of a write (0: the preloaded value), null for
 * nothing, or `foreignValue`.
 */
export type SeenValue = number | null;
/** A value that no client wrote. */
export const foreignValue = -2;

/** One operation on a register. Times are whole nanoseconds on the run's clock. */
export interface RegisterOperation {
  /** The connection, numbered over all workers; the preload and the read-back have the numbers after those. */
  readonly client: number;
  readonly kind: 'write' | 'read';
  /** What it wrote (null: it deleted the key), or read. Absent: a read without a result. */
  readonly value?: SeenValue;
  /** What a write replaced. Absent: its reply did not show it. */
  readonly replaced?: SeenValue;
  readonly callNs: number;
  /** After `callNs`. Null: unknown; an indeterminate write may take effect at any time after its call. */
  readonly returnNs: number | null;
  readonly outcome: OutcomeName;
}

/** What is known about one key: its operations, in the order of their calls. */
export interface KeyOperations {
  readonly key: string;
  readonly operations: readonly RegisterOperation[];
  /** It had more operations than were to be recorded. */
  readonly isTruncated: boolean;
}

/**
 * Why the operations on a register contradict each other. `stale`: a value was there after another had replaced it;
 * `replaced-twice`: two writes replaced the same value; `applied-twice`: a write replaced its own value; `foreign`: no client
 * wrote the value; `failed`: its write certainly had no effect; `early`: it was seen before its write was sent; `circular`:
 * each of several writes replaced another's value.
 */
export const conflictKinds = [
  'stale',
  'replaced-twice',
  'applied-twice',
  'foreign',
  'failed',
  'early',
  'circular',
] as const;

/** Operations that contradict each other, and the value each of them shows; the decisive one is the last. */
export interface Conflict {
  readonly kind: (typeof conflictKinds)[number];
  readonly sights: readonly Sight[];
}

/** An operation shows that the register had a value: it wrote it, read it, or replaced it. */
export interface Sight {
  readonly operation: RegisterOperation;
  readonly value: SeenValue;
}
