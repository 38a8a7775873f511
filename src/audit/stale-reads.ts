/** Why a read found a value that had been replaced before it began. */
export type StaleCause = 'window' | 'race' | 'notInvalidated' | 'lostInvalidation' | 'allowed' | 'late';

/** A read that found a version below its floor. Times are on one monotonic clock. */
export interface StaleRead {
  readonly key: number;
  readonly version: number;
  readonly startedAtMs: number;
  /** When the SET that put this value into the cache was acknowledged; `preloaded`; null: never. */
  readonly filledAtMs: number | 'preloaded' | null;
}

/** A write of a row whose commit was acknowledged. */
export interface CommittedWrite {
  readonly key: number;
  readonly version: number;
  readonly acknowledgedAtMs: number;
  /** What became of its invalidation of the cached value; null if it has not settled, or there is none. */
  readonly invalidation: { readonly isAcknowledged: boolean; readonly settledAtMs: number } | null;
}

/** A stale read, explained. */
export interface StaleFinding extends StaleRead {
  readonly cause: StaleCause;
  /** From the acknowledgement of the next version to the start of the read: how long it could have been newer. */
  readonly ageMs: number;
}

export interface StaleSummary {
  readonly count: number;
  readonly byCause: Readonly<Record<StaleCause, number>>;
  /** Null without stale reads. */
  readonly maxAgeMs: number | null;
  /** The oldest ones. */
  readonly samples: readonly StaleFinding[];
}

const mostSamples = 20;

/**
 * Explains stale reads by what became of the writes that replaced their values. `allowedMs`: how old a value may be where the
 * pattern does not invalidate, or serves old values by design (its TTL and grace); null: it invalidates.
 */
export function explainStaleReads(
  reads: readonly StaleRead[],
  writes: readonly CommittedWrite[],
  allowedMs: number | null,
): readonly StaleFinding[] {
  const byKey = new Map<number, CommittedWrite[]>();
  for (const write of writes) {
    const ofKey = byKey.get(write.key);
    if (ofKey === undefined) byKey.set(write.key, [write]);
    else ofKey.push(write);
  }
  for (const ofKey of byKey.values()) ofKey.sort((one, other) => one.version - other.version);
  return reads.map((read) => {
    const next = firstAbove(byKey.get(read.key) ?? [], read.version);
    if (next === undefined)
      throw new RangeError(`no acknowledged write replaced version ${read.version} of row ${read.key}`);
    const ageMs = read.startedAtMs - next.acknowledgedAtMs;
    return { ...read, ageMs, cause: causeOf(read, next, ageMs, allowedMs) };
  });
}

/** Counts findings by their causes. */
export function summarizeStaleReads(findings: readonly StaleFinding[]): StaleSummary {
  const byCause: Record<StaleCause, number> = {
    window: 0,
    race: 0,
    notInvalidated: 0,
    lostInvalidation: 0,
    allowed: 0,
    late: 0,
  };
  for (const { cause } of findings) byCause[cause] += 1;
  const oldest = [...findings].sort((one, other) => other.ageMs - one.ageMs);
  return {
    count: findings.length,
    byCause,
    maxAgeMs: oldest[0]?.ageMs ?? null,
    samples: oldest.slice(0, mostSamples),
  };
}

function causeOf(
  { startedAtMs, filledAtMs }: StaleRead,
  { invalidation }: CommittedWrite,
  ageMs: number,
  allowedMs: number | null,
): StaleCause {
  if (allowedMs !== null) return ageMs <= allowedMs ? 'allowed' : 'late';
  if (invalidation === null || invalidation.settledAtMs > startedAtMs) return 'window';
  if (!invalidation.isAcknowledged) return 'notInvalidated';
  // A SET that was never acknowledged may have arrived at any time after it was sent.
  const filledLater = filledAtMs === null || (filledAtMs !== 'preloaded' && filledAtMs > invalidation.settledAtMs);
  return filledLater ? 'race' : 'lostInvalidation';
}

/** The write with the lowest version above `version`; `writes` are sorted. */
function firstAbove(writes: readonly CommittedWrite[], version: number): CommittedWrite | undefined {
  let from = 0;
  let to = writes.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((writes[middle]?.version ?? 0) > version) to = middle;
    else from = middle + 1;
  }
  return writes[from];
}
