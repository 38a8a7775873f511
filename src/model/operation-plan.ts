import type { HttpRequest } from './http-request.js';

/** Keys of one type on the servers; each space has its own key names, so that no command meets a key of another type. */
export const keySpaces = [
  'string',
  'counter',
  'append',
  'list',
  'hash',
  'zset',
  'multi',
  'command',
  'stream',
  'set',
  'once',
  'absent',
] as const;
export type KeySpaceName = (typeof keySpaces)[number];

/**
 * What a reply reveals about the key: what a write replaced, what a read found, how many there are, its current number, only
 * OK, that it is done (whatever there was), whether there was anything (`presence`: nil and empty mean nothing), whether a write
 * created its key or stored its value (`created`), the value of its only field (`entry`), or nothing. `offer`: the value, the
 * value in a list (it should be refreshed), nil (the reader should fill it), or a number (another reader does, so wait); in
 * memcached, flags say so. `rival`: what a conditional write would replace, or that it is newer. `swapped`: whether such a write
 * was stored, or has to compare again.
 */
export type ReplyMeaning =
  | 'replaced'
  | 'value'
  | 'values'
  | 'count'
  | 'ok'
  | 'done'
  | 'presence'
  | 'created'
  | 'entry'
  | 'offer'
  | 'rival'
  | 'swapped'
  | 'any';

/**
 * How the ledgers treat an operation. `write`: a value identified by its stamp. `removal`: a deletion. `count`: an
 * increment. `read`: shows the result of writes. `none`: not covered. With an origin behind the cache, `row-write` and
 * `row-read` are requests for a row or its cached copy, `row-fill` caches what was read, `row-invalidation` follows a write.
 */
export type AuditRole = 'write' | 'removal' | 'count' | 'read' | 'none' | RowRole;
export type RowRole = 'row-write' | 'row-read' | 'row-fill' | 'row-invalidation';

/** One kind of operation in a run, as issued by every driver: plain data that crosses into worker threads. */
export interface OperationPlan {
  /** The name for its latency: the kind, or the first word of a free command. */
  readonly name: string;
  readonly weight: number;
  readonly writes: boolean;
  /**
   * The words of the request; in a word, `__key__` is the key's name, `__data__` a value with the write's stamp, `__rand__`
   * a random 12-digit number, `__token__` the 8 hexadecimal digits of a step's `argument`.
   */
  readonly words: readonly string[];
  /** The same in memcached's protocols; null: it, or one of them, has no such operation. */
  readonly memcached: { readonly text: MemcachedRequest | null; readonly meta: MemcachedRequest } | null;
  /** A request to an application, in place of `words`; absent: it goes to the cache. */
  readonly http?: HttpRequest;
  readonly space: KeySpaceName;
  readonly audit: AuditRole;
  readonly reply: ReplyMeaning;
  /** Increment of the number in a `count` reply per operation: 1, or the bytes of the value. */
  readonly countUnit: number;
  /** Offset added to a key's number in stamps and ledgers, so that no two audited spaces share one. */
  readonly keyBase: number;
  /** The TTL it sets on its key; null: none. */
  readonly ttlSeconds: number | null;
  /**
   * How long the value lives, drawn anew for each request. In RESP, it is the last word, after `words`, in milliseconds; in
   * memcached's protocols `__ttl__`, in seconds.
   */
  readonly lifetime?: Lifetime;
  /** It reads a row that does not exist. */
  readonly isAbsent?: true;
  /** Keys per request. */
  readonly keyCount: number;
  /** Of a composite operation: its steps, one or more. Everything about its request is then that of the first step. */
  readonly steps?: readonly StepPlan[];
}

/** A lifetime of `ms`, plus or minus up to `jitter`, a share of it. */
export interface Lifetime {
  readonly ms: number;
  readonly jitter: number;
  /** Added to the lifetime. */
  readonly graceMs: number;
}

/** One step of a composite operation. */
export interface StepPlan {
  /** What is sent; its weight is ignored. */
  readonly request: OperationPlan;
  /** Whether it runs, by what the step before it found; if that one did not run, only `always` does. */
  readonly when: 'always' | StepResult;
  /** The position of the step that `when` refers to; absent: the one before it. */
  readonly after?: number;
  /** Whether the operation is only ok if this step is. */
  readonly isRequired: boolean;
  /** What carries it out: 0 for the driver; otherwise a further performer of the load. */
  readonly performer: number;
  /** It carries what the step before it showed, or what that one carried; absent: a value of its own. */
  readonly carries?: 'shown' | 'same';
  /** What `__token__` stands for in its request; absent: what it stood for in the step before. */
  readonly argument?: StepArgument;
  /** What is sent, after a pause, if its reply says to ask again: itself, or another step that all runs have passed. */
  readonly again?: { readonly pauseMs: number; readonly from?: number };
  /** It and the steps after it run once the operation has been answered. */
  readonly background?: BackgroundPlan;
}

/** `due`: a hit, but the value should be refreshed. */
export type StepResult = 'hit' | 'due' | 'miss';

/**
 * `fresh`: a number that no other request carries. `elapsed`: the microseconds that the step before it took. `urgency`: drawn
 * anew, `-beta * ln(random)` in thousandths.
 */
export type StepArgument =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'elapsed' }
  | { readonly kind: 'urgency'; readonly beta: number };

/** When the steps after the answer run. */
export interface BackgroundPlan {
  readonly delayMs: number;
  /** Whether those of the same key are one, until it starts or until it has ended. */
  readonly merge: 'never' | 'until-started' | 'until-ended';
  /** The pause before all of them run again if a required one is not ok; null: they do not. */
  readonly retryMs: number | null;
}

/**
 * All requests of some operations: first one per operation, at its position (of a composite operation, its first step), then
 * the other steps in order.
 */
export function requestsOf(operations: readonly OperationPlan[]): readonly OperationPlan[] {
  const first = operations.map((operation) => operation.steps?.[0]?.request ?? operation);
  return [...first, ...operations.flatMap(({ steps = [] }) => steps.slice(1).map(({ request }) => request))];
}

/** A request in one of memcached's protocols. */
export interface MemcachedRequest {
  /**
   * Its text, with the placeholders of `words`, and `__size__` for the value's size, `__token__` for an opaque token,
   * `__ttl__` for the lifetime in seconds, `__cas__` for the value's number (CAS) that the last read of the operation showed.
   */
  readonly request: string;
  /** The counter of the server's `stats` that shows it, by its name in `ServerCounters.calls`. */
  readonly counter: string;
}

export const keyPlaceholder = '__key__';
export const dataPlaceholder = '__data__';
export const randomPlaceholder = '__rand__';
/** Digits of `__rand__`. */
export const randomDigits = 12;
export const tokenPlaceholder = '__token__';
/** Hexadecimal digits of `__token__`. */
export const tokenDigits = 8;
