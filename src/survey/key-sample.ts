/** What was read about some keys, drawn at random; their names and values are not kept. */
export interface KeySample {
  readonly keys: readonly SampledKey[];
  /** Reasons for missing figures, each once, in the servers' words. */
  readonly refusals: readonly string[];
}

export interface SampledKey {
  /** As TYPE reports it; memcached has only strings. */
  readonly type: string;
  /** Of a string, or of one field of a hash; null: another type, or not reported. */
  readonly valueBytes: number | null;
  /** Of a list, set, sorted set, hash or stream; null: a string, or not reported. */
  readonly elements: number | null;
  /** Remaining time to live; null: none, or not reported. */
  readonly ttlMs: number | null;
  /** Since its last access; null: not reported. */
  readonly idleMs: number | null;
  /** The logarithmic access counter of an LFU policy; null: the policy is another. */
  readonly frequency: number | null;
}

/** The reasons in which servers refuse a request, without what differs from key to key. */
export function refusalIn(error: Error): string {
  return error.message
    .replace(/^\S+ /, '')
    .replace(/'[^']*'/g, (quoted) => quoted.slice(0, 40))
    .slice(0, 120);
}
