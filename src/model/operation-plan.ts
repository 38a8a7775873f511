/** Keys of one type on the servers; each has names of its own, so that no command meets a key of another type. */
export const keySpaces = ['string', 'counter', 'append', 'list', 'hash', 'zset', 'multi', 'command'] as const;
export type KeySpaceName = (typeof keySpaces)[number];

/** What a reply tells of the key: what a write replaced, what a read found, how many, only that it is OK, or nothing. */
export type ReplyMeaning = 'replaced' | 'value' | 'values' | 'count' | 'ok' | 'any';

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
  /** What the ledger makes of it; `none`: nothing, and nothing is claimed of such writes. */
  readonly audit: 'write' | 'read' | 'none';
  readonly reply: ReplyMeaning;
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
