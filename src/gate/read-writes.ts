import type { Fate } from '../model/write-fates.js';
import type { RunRecord } from '../record/run-record.js';
import { type MeasuredRecord, type Reading, reading, share, statsOf } from './reading.js';
import type { Selection } from './selection.js';

/** Number of writes with a fate. Missing if the audit reached no judgement: what was not read back is not safe. */
export function readFate(record: RunRecord, fate: Fate): Reading {
  const { writeSafety } = record;
  if (writeSafety.verdict === 'unknown' || writeSafety.fates === null) {
    return { value: null, reason: 'the audit has no verdict', detail: writeSafety.reason.replace(/\.$/, '') };
  }
  return reading(writeSafety.fates[fate], 'the audit did not count it');
}

/** Writes executed again, as the counters of the servers show, or at least as many as the audit saw applied twice. */
export function readReexecuted({ writeSafety: { reexecuted, fates } }: RunRecord): Reading {
  if (reexecuted === undefined) return { value: null, reason: 'the record does not count them' };
  const seen = fates?.duplicated ?? 0;
  if (reexecuted !== null) return { value: Math.max(reexecuted, seen) };
  return {
    value: seen,
    incomplete: 'the counters of the servers do not show it: a primary changed, or some writes were not audited',
  };
}

/** Unexpected writes, plus foreign values not attributed to any write. */
export function readUnexpected(record: RunRecord): Reading {
  const unexpected = readFate(record, 'unexpected');
  const { values, reads } = record.writeSafety.unwritten ?? { values: 0, reads: 0 };
  return unexpected.value === null ? unexpected : { value: unexpected.value + values + reads };
}

/** Acknowledged writes divided by issued ones. Missing for a window in which the record does not count writes separately. */
export function readAcknowledgedWrites(record: MeasuredRecord, selection: Selection): Reading {
  if (selection.window === 'all') {
    const { acknowledged, issued } = record.writeSafety.writes;
    return share(acknowledged, issued, 'no write was issued');
  }
  const stats = statsOf(record, selection.window);
  if (typeof stats === 'string') return { value: null, reason: stats };
  if (stats.writes === undefined) return { value: null, reason: 'the record does not count the writes of a phase' };
  return share(stats.writes.acknowledged, stats.writes.issued, `no write was issued during ${selection.window}`);
}
