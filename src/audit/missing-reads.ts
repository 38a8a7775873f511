import { tableOf } from '../model/table.js';
import { type MissingReadCause, missingReadCauses } from '../model/write-fates.js';
import type { MissingReadsRecord } from '../record/sections/write-safety.js';

/**
 * Reads that found nothing although a write had been acknowledged: on one shard, in a short span ending at this time on the
 * run's clock.
 */
interface MissingReadSpan {
  readonly shard: number;
  readonly endMs: number;
  readonly count: number;
}

/** Something that may have removed keys, from a time on the run's clock on. */
export interface RemovalEvidence {
  readonly cause: Exclude<MissingReadCause, 'lost' | 'unknown'>;
  /** Null: on every shard. */
  readonly shard: number | null;
  readonly fromMs: number;
}

/** Everything known about why a read may have found nothing. */
export interface MissingReadInput {
  readonly spans: readonly MissingReadSpan[];
  readonly evidence: readonly RemovalEvidence[];
  /** Shards whose servers did not report what they removed. */
  readonly unobservedShards: ReadonlySet<number>;
}

export const noMissingReads: MissingReadInput = { spans: [], evidence: [], unobservedShards: new Set() };

/**
 * Assigns each missing read a cause. A missing key stays missing until it is rewritten, so that anything that removed keys
 * of a shard explains every later miss there: a single explanation is the cause, several leave it unknown. If nothing else
 * explains it and acknowledged writes were lost, it is `lost`.
 */
export function explainMissingReads(
  { spans, evidence, unobservedShards }: MissingReadInput,
  writesWereLost: boolean,
): MissingReadsRecord {
  const causes = tableOf(missingReadCauses, () => 0);
  let total = 0;
  for (const { shard, endMs, count } of spans) {
    const possible = new Set(
      evidence.filter((one) => (one.shard ?? shard) === shard && one.fromMs < endMs).map(({ cause }) => cause),
    );
    const [only] = possible;
    total += count;
    if (unobservedShards.has(shard) || possible.size > 1) causes.unknown += count;
    else causes[only ?? (writesWereLost ? 'lost' : 'unknown')] += count;
  }
  return { count: total, causes };
}
