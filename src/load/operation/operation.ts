import type { KeySpaceName, OperationPlan } from '../../model/operation-plan.js';

/** What a request depends on. */
export interface OperationOptions {
  /** Whether a write also reads the value it replaces. */
  readonly chain: boolean;
  /** TTL of written keys; null: none. */
  readonly ttlSeconds: number | null;
  /** Keys per `mget` or `mset`. */
  readonly keysPerOperation: number;
  /** Size of every value in bytes; null or absent if sizes vary. */
  readonly fixedValueBytes?: number | null;
}

/** A command, or an argument of one, that only newer servers support. */
export interface LeastVersion {
  /** As in the request; of several words, the first is the command, and all must be in the request. */
  readonly words: readonly string[];
  /** The first Redis version that has it. Source: "History" of each command on redis.io/docs/latest/commands. */
  readonly redis: readonly [major: number, minor: number];
  /** What to do on an older server. */
  readonly otherwise: string;
}

/** Everything about a kind of operation except its name. */
export interface OperationDefinition {
  /** One sentence for lists and the scenario reference. */
  readonly summary: string;
  readonly writes: boolean;
  /** The keys it works on. */
  readonly space: KeySpaceName;
  readonly needs?: readonly LeastVersion[];
  /** It changes its keys in a way that no ledger follows: in a mix with it, none of their writes is audited. */
  readonly disturbs?: true;
  /** The request in RESP, how the audit treats it, and what its reply shows of the key. */
  plan(
    options: OperationOptions,
  ): Pick<OperationPlan, 'words' | 'audit' | 'reply'> &
    Partial<Pick<OperationPlan, 'keyCount' | 'countUnit' | 'ttlSeconds'>>;
  /** The requests in memcached's protocols; absent: memcached has no such operation. */
  memcached?(options: OperationOptions): NonNullable<OperationPlan['memcached']>;
}

/** The words that set a TTL in RESP. */
export function expiry(ttlSeconds: number | null): readonly string[] {
  return ttlSeconds === null ? [] : ['EX', String(ttlSeconds)];
}

/** TTL of keys without a configured one, set by the kinds whose purpose is to set it: longer than any run. */
export const longTtlSeconds = 100_000;

/** The names of the keys of one request. */
export function keyNames({ keysPerOperation }: OperationOptions): readonly string[] {
  return Array.from({ length: keysPerOperation }, (_, index) => `__key__:${index}`);
}
