import { type MissingReadCause, type MissingReadsRecord, missingReadCauses } from '../model/run-record.js';

/** Reads that found nothing where a write had been acknowledged: of one shard, in a short span that ends at this moment of the run's clock. */
interface MissingReadSpan {
  readonly shard: number;
  readonly endMs: number;
  readonly count: number;
}

/** Something may have taken keys away, from a moment of the run's clock on. */
export interface RemovalEvidence {
  readonly cause: Exclude<MissingReadCause, 'lost' | 'unknown'>;
  /** Null: on every shard. */
  readonly shard: number | null;
  readonly fromMs: number;
}

/** All that is known of why a read may have found nothing. */
export interface MissingReadInput {
  readonly spans: readonly MissingReadSpan[];
  readonly evidence: readonly RemovalEvidence[];
  /** Shards whose servers did not tell what they removed. */
  readonly unobservedShards: ReadonlySet<number>;
}

export const noMissingReads: MissingReadInput = { spans: [], evidence: [], unobservedShards: new Set() };

/**
 * Gives each missing read its cause. A key that is gone stays gone until it is written again, so that whatever has taken keys
 * of a shard explains every later miss there: one explanation is the cause, several leave it unknown. Where nothing else explains it and
 * acknowledged writes were lost, it is `lost`.
 */
export function explainMissingReads(
  { spans, evidence, unobservedShards }: MissingReadInput,
  writesWereLost: boolean,
): MissingReadsRecord {
  const causes = Object.fromEntries(missingReadCauses.map((cause) => [cause, 0])) as Record<MissingReadCause, number>;
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
