import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord } from '../../record/sections/faults.js';
import { formatCount, formatDuration, formatLatency, formatRate, formatRatio, noFigure } from '../format-figures.js';
import { isOpenLoop } from './loop.js';
import { auditWasOff } from './write-safety.js';

/** The key figures of a run, each with its label. */
export function keyFigures(record: RunRecord): readonly (readonly [label: string, text: string])[] {
  return [
    ['writes lost', lostWrites(record)],
    ...(record.faults.length > 0 ? [['write outage', worstOutage(record.faults)] as const] : []),
    ['availability', availability(record)],
    ['throughput', throughput(record)],
    p99(record),
  ];
}

function lostWrites(record: RunRecord): string {
  const { fates, writes, verdict } = record.writeSafety;
  if (auditWasOff(record)) return `${noFigure} (the audit was off)`;
  if (fates === null) return `${noFigure} (unknown)`;
  const doubt = verdict === 'unknown' ? ' (unknown: see write safety)' : '';
  return `${formatCount(fates.lost)} of ${formatCount(writes.acknowledged)} acknowledged${doubt}`;
}

function worstOutage(faults: readonly FaultRecord[]): string {
  const worst = faults
    .map(({ unavailability }) => unavailability)
    .reduce((a, b) => ((b.writeMs ?? -1) > (a.writeMs ?? -1) ? b : a));
  const text = `${formatOutage(worst.writeMs, worst.ended)} at the clients, ${formatDuration(worst.proberWriteMs)} at the prober`;
  return faults.length > 1 ? `${text} (worst of ${faults.length} faults)` : text;
}

/** An outage; if it had not ended, a lower bound. */
export function formatOutage(outageMs: number | null, ended: boolean): string {
  return outageMs === null || ended ? formatDuration(outageMs) : `at least ${formatDuration(outageMs)}`;
}

function availability(record: RunRecord): string {
  const { good, planned, ratio } = record.availability;
  if (ratio === null) return noFigure;
  return `${formatRatio(ratio)} (${formatCount(good)} good of ${formatCount(planned)} planned)`;
}

function throughput(record: RunRecord): string {
  const { throughputPerSecond, operations } = record.totals;
  if (throughputPerSecond === null) return noFigure;
  const ok = `${formatRate(throughputPerSecond)} ok`;
  if (operations.ok === 0 || !isOpenLoop(record)) return ok;
  // Over the same time as the throughput, which excludes the wait for the last replies.
  return `${ok} of ${formatRate((throughputPerSecond * operations.planned) / operations.ok)} planned`;
}

function p99(record: RunRecord): readonly [string, string] {
  const sort = isOpenLoop(record) ? 'response' : 'service';
  const parts = record.phases.map(
    (phase) => `${phase.name} ${formatLatency(phase.latency.all?.[sort]?.p99Us ?? null)}`,
  );
  const doubt = record.saturation.saturated ? ` (${isOpenLoop(record) ? 'at most' : 'uncertain'}: saturated)` : '';
  return [`p99 ${sort}`, parts.length === 0 ? noFigure : `${parts.join(', ')}${doubt}`];
}
