/** Keys of one type on the servers; each has names of its own, so that no command meets a key of another type. */
export const keySpaces = ['string', 'counter', 'append', 'list', 'hash', 'zset', 'multi', 'command'] as const;
export type KeySpaceName = (typeof keySpaces)[number];

/**
 * What a reply tells of the key: what a write replaced, what a read found, how many there are, what it stands at now, only that it is
 * OK, that it is done (whatever there was), whether there was anything (`presence`: nil and empty are nothing), or nothing.
 */
export type ReplyMeaning = 'replaced' | 'value' | 'values' | 'count' | 'ok' | 'done' | 'presence' | 'any';

/**
 * What the ledgers make of an operation. `write`: a value of its own, found by its stamp. `removal`: a write of nothing.
 * `count`: one more. `read`: a look at what writes left. `none`: nothing, and nothing is claimed of it.
 */
export type AuditRole = 'write' | 'removal' | 'count' | 'read' | 'none';

/** One kind of operation of a run, as every driver issues it: plain data, it crosses into worker threads. */
export interface OperationPlan {
  /** Under which its latency is told: the kind, or the first word of a free command. */
  readonly name: string;
  readonly weight: number;
  readonly writes: boolean;
  /**
   * The request, word by word; in a word `__key__` stands for the key's name, `__data__` for a value that carries the write's
   * stamp, `__rand__` for a random number of 12 digits.
   */
  readonly words: readonly string[];
  readonly space: KeySpaceName;
  readonly audit: AuditRole;
  readonly reply: ReplyMeaning;
  /** What the number in a `count` reply grows by with each operation: 1, or the bytes of the value. */
  readonly countUnit: number;
  /** What is added to a key's number in stamps and in the ledgers, so that no two audited spaces share one. */
  readonly keyBase: number;
  /** Time to live that it gives its key; null: none. */
  readonly ttlSeconds: number | null;
  /** Keys that one request names. */
  readonly keyCount: number;
}

export const keyPlaceholder = '__key__';
export const dataPlaceholder = '__data__';
export const randomPlaceholder = '__rand__';
/** Digits of `__rand__`. */
export const randomDigits = 12;
