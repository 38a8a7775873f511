import type { RunRecord } from '../record/run-record.js';
import type { OriginRecord } from '../record/sections/origin.js';
import { percentileFields } from './read-latency.js';
import { type Reading, reading } from './reading.js';
import type { Selection } from './selection.js';

const noOrigin = { value: null, reason: 'nothing was behind the cache' } as const;

/** Reads a figure of the origin. */
export function ofOrigin(
  read: (origin: OriginRecord) => number | null,
  otherwise = 'nothing was measured',
): (record: RunRecord) => Reading {
  return ({ origin }) => (origin ? reading(read(origin), otherwise) : noOrigin);
}

/** With an origin, reads are compared with its rows; otherwise, with the audited writes. */
export function readStaleReads({ origin, writeSafety }: RunRecord): Reading {
  if (origin) return reading(origin.stale.count, '');
  return reading(writeSafety.staleReads, 'reads were not audited', writeSafety.reason);
}

export function readStalePerMillion(record: RunRecord): Reading {
  const reads = record.totals.latency.get?.service?.count ?? 0;
  return ofOrigin(({ stale }) => (reads === 0 ? null : (1_000_000 * stale.count) / reads))(record);
}

/** In microseconds. */
export function readOriginTime(time: 'latency' | 'poolWait') {
  return (record: RunRecord, { aggregate }: Selection): Reading =>
    ofOrigin((origin) => (aggregate === null ? null : (origin[time]?.[percentileFields[aggregate]] ?? null)))(record);
}
