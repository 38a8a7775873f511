import {
  fates,
  type LossCause,
  lossCauses,
  type MissingReadCause,
  missingReadCauses,
} from '../../model/write-fates.js';
import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord } from '../../record/sections/faults.js';
import type { WriteSafetyRecord } from '../../record/sections/write-safety.js';
import { formatCount, formatDuration, formatMoment, formatRatio, noFigure } from '../format-figures.js';
import { historyRows } from './history.js';

/**
 * The word for the audit's verdict, the same in every report: in a passing run, it states that the gates allow what was
 * found.
 */
export function safetyWord({ verdict, writeSafety }: RunRecord): string {
  return verdict === 'pass' && writeSafety.verdict === 'unsafe'
    ? 'UNSAFE, as the gates allow'
    : safetyWords[writeSafety.verdict];
}

const safetyWords = { safe: 'SAFE', unsafe: 'UNSAFE', unknown: 'UNKNOWN' } as const;

const causeWords = {
  inFlight: 'in flight at the fault',
  election: 'a worse replica was elected',
  zombie: 'acknowledged by the old primary',
  wipe: 'data wiped',
  serverGone: 'their server is permanently gone',
  clobbered: 'overwritten by a late older write',
  eviction: 'evicted or expired',
  unexplained: 'unexplained',
} as const satisfies Record<LossCause, string>;

/** Whether lost writes were not audited at all. */
export function auditWasOff(record: RunRecord): boolean {
  return record.writeSafety.audit === 'off';
}

/** Each fate with its count, in model order; a count is `–` if the data could not be read back. */
export function fateCounts(safety: WriteSafetyRecord): readonly (readonly [fate: string, count: string])[] {
  return fates.map((fate) => [fate, formatCount(safety.fates === null ? null : safety.fates[fate])]);
}

/** Each cause of lost writes, in words, with its count, in model order; empty if there were none or the causes are unknown. */
export function lossCauseCounts({ causes: counts }: WriteSafetyRecord): readonly (readonly [string, string])[] {
  if (counts === null) return [];
  return lossCauses
    .filter((cause) => (counts[cause] ?? 0) > 0)
    .map((cause) => [causeWords[cause], formatCount(counts[cause] ?? 0)]);
}

/** What is known about the writes and the data, label and text; most important first. */
export function writeSafetyRows(record: RunRecord): readonly (readonly [label: string, text: string])[] {
  const safety = record.writeSafety;
  const { issued, acknowledged, failed, indeterminate } = safety.writes;
  return [
    [
      'writes',
      `${formatCount(issued)} issued: ${formatCount(acknowledged)} acknowledged, ${formatCount(failed)} failed, ${formatCount(indeterminate)} indeterminate`,
    ],
    ['lost because', causes(safety)],
    ['loss window', lossWindow(record)],
    ['canaries', safety.canaries === null ? noFigure : canaries(safety.canaries)],
    ...reexecutedRows(safety),
    ['stale reads', formatCount(safety.staleReads)],
    ['missing reads', missingReads(safety)],
    ...notAuditedRows(safety),
    ['replicas', replicas(safety)],
    ...historyRows(record),
  ];
}

/** What the audit found in place of a lost write, for a report's samples. */
export function foundText(foundSequence: number): string {
  if (foundSequence === -1) return 'key gone';
  if (foundSequence === -2) return 'foreign value';
  return `write ${foundSequence}`;
}

/** The operations that the audit does not cover; no row if it covers all. */
export function notAuditedRows({ notAudited: kinds = [] }: WriteSafetyRecord): readonly (readonly [string, string])[] {
  if (kinds.length === 0) return [];
  const counts = kinds.map(({ kind, operations }) => `${formatCount(operations)} ${kind}`);
  return [['not audited', counts.join(', ')]];
}

function reexecutedRows({ reexecuted }: WriteSafetyRecord): readonly (readonly [string, string])[] {
  if (reexecuted === undefined || reexecuted === null || reexecuted === 0) return [];
  return [['executed again', `at least ${formatCount(reexecuted)}, by the counters of the primaries`]];
}

function missingReads({ missingReads: missing }: WriteSafetyRecord): string {
  if (missing === undefined) return 'not recorded';
  if (missing === null) return noFigure;
  const named = missingReadCauses.filter((cause) => missing.causes[cause] > 0);
  if (named.length === 0) return formatCount(missing.count);
  const parts = named.map((cause) => `${formatCount(missing.causes[cause])} ${missingReadWords[cause]}`);
  return `${formatCount(missing.count)} (${parts.join(', ')})`;
}

const missingReadWords = {
  expired: 'expired',
  evicted: 'evicted',
  flushed: 'flushed',
  serverGone: 'gone with their server',
  lost: 'lost',
  unknown: 'for an unknown cause',
} as const satisfies Record<MissingReadCause, string>;

function causes(safety: WriteSafetyRecord): string {
  if (safety.causes === null) return noFigure;
  const named = lossCauseCounts(safety);
  if (named.length === 0) return safety.fates?.lost === 0 ? 'none was lost' : noFigure;
  return named.map(([cause, count]) => `${cause} ${count}`).join(', ');
}

function lossWindow(record: RunRecord): string {
  const window = record.writeSafety.lossWindow;
  if (window === null) return record.writeSafety.fates?.lost === 0 ? 'none was lost' : noFigure;
  const { firstLostAckMs, lastLostAckMs } = window;
  const text = `${formatDuration(lastLostAckMs - firstLostAckMs)}, acknowledged from ${formatMoment(firstLostAckMs)} to ${formatMoment(lastLostAckMs)}`;
  const fault = nearestFault(record, window);
  if (fault === undefined) return text;
  const [first, last] = [firstLostAckMs - fault.injectedAtMs, lastLostAckMs - fault.injectedAtMs];
  const isOneSide = first < 0 === last < 0;
  return `${text}: ${isOneSide ? formatDuration(Math.abs(first)) : beside(first)} to ${beside(last)} ${fault.name}`;
}

type LossWindow = NonNullable<WriteSafetyRecord['lossWindow']>;

function nearestFault(record: RunRecord, { firstLostAckMs, lastLostAckMs }: LossWindow): FaultRecord | undefined {
  const distanceMs = ({ injectedAtMs }: FaultRecord) =>
    Math.max(0, firstLostAckMs - injectedAtMs, injectedAtMs - lastLostAckMs);
  return record.faults.toSorted((a, b) => distanceMs(a) - distanceMs(b))[0];
}

function beside(afterMs: number): string {
  return afterMs < 0 ? `${formatDuration(-afterMs)} before` : `${formatDuration(afterMs)} after`;
}

function canaries({ written, found }: { readonly written: number; readonly found: number }): string {
  const gone = written - found;
  return `${formatCount(found)} of ${formatCount(written)} found${gone > 0 ? `: ${formatCount(gone)} GONE` : ''}`;
}

function replicas(safety: WriteSafetyRecord): string {
  if (safety.replicas.length === 0) return 'none was read back';
  return safety.replicas
    .map(({ node, keysCompared, divergentKeys }) => {
      const share = divergentKeys > 0 && keysCompared > 0 ? ` (${formatRatio(divergentKeys / keysCompared)})` : '';
      return `${node}: ${formatCount(divergentKeys)} of ${formatCount(keysCompared)} keys differ from the primary${share}`;
    })
    .join('; ');
}
