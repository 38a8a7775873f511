import type { RunRecord } from '../record/run-record.js';
import { worstOf } from './read-faults.js';
import { type MeasuredRecord, type Reading, reading, share, statsOf } from './reading.js';
import type { Selection } from './selection.js';

/** Hits divided by all answered reads. Missing if some replies did not show whether the key existed. */
export function readHitRate(record: MeasuredRecord, { window }: Selection): Reading {
  const stats = statsOf(record, window);
  if (typeof stats === 'string') return { value: null, reason: stats };
  const { hits, misses, unknownReads = 0 } = stats;
  if (unknownReads > 0)
    return {
      value: null,
      reason: `the replies to ${unknownReads} of ${unknownReads + hits + misses} reads do not show whether the key existed`,
      detail: 'set miss: empty for the command',
    };
  return share(hits, hits + misses, 'no read was answered');
}

/** How many reads found nothing although a write was acknowledged; incomplete while the cause of some is unknown. */
export function readMissingReads({ writeSafety }: RunRecord): Reading {
  const { missingReads } = writeSafety;
  if (missingReads === undefined)
    return { value: null, reason: 'the record counts missing reads among the stale ones' };
  if (missingReads === null) return { value: null, reason: 'reads were not audited', detail: writeSafety.reason };
  const { count, causes } = missingReads;
  if (causes.unknown === 0) return reading(count, '');
  return { value: count, incomplete: `the cause of ${causes.unknown} of ${count} missing reads is unknown` };
}

/** How long the hit rate took to recover: from the worst fault or, without faults, from a cold start. In milliseconds. */
export function readRewarmTime({ faults, rewarmMs, totals }: RunRecord): Reading {
  const figures = faults.length > 0 ? faults.map((fault) => fault.rewarmMs) : [rewarmMs];
  if (figures.includes(undefined)) return { value: null, reason: 'the record lacks it' };
  if ((totals.unknownReads ?? 0) > 0)
    return { value: null, reason: 'some replies do not show whether the key existed' };
  if (faults.length === 0)
    return reading(
      rewarmMs,
      'the cache did not start cold, its hit rate was still rising, or there were too few reads',
    );
  const isUnseen = faults.some((fault) => fault.rewarmMs === null && (fault.lowestHitRate ?? null) === null);
  return worstOf(
    faults.map((fault) => fault.rewarmMs ?? null),
    isUnseen ? 'there were too few reads' : 'the hit rate did not return to within 5 points of steady',
  );
}
