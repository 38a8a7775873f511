import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord } from '../../record/sections/faults.js';
import type { OriginRecord } from '../../record/sections/origin.js';
import { formatCount, formatDuration, formatLatency, formatRate, formatRatio, noFigure } from '../format-figures.js';
import { isOpenLoop } from './loop.js';
import { originName } from './origin-name.js';
import { auditWasOff } from './write-safety.js';

/** A figure of a run at a glance. */
export interface KeyFigure {
  readonly label: string;
  /** The figure, or one for each phase. */
  readonly figure: string | readonly (readonly [phase: string, figure: string])[];
  /** What it is a figure of: `of 89,258 acknowledged`. */
  readonly of?: string;
  /** What else to know about it, without parentheses. */
  readonly remark?: string;
}

/** The key figures of a run, most important first. */
export function keyFigures(record: RunRecord): readonly KeyFigure[] {
  return [
    lostWrites(record),
    ...(record.faults.length > 0 ? [worstOutage(record.faults)] : []),
    availability(record),
    throughputFigure(record),
    p99Figure(record),
  ];
}

/** The text of a key figure, without its label. */
export function keyFigureText({ figure, of, remark }: KeyFigure): string {
  const text = typeof figure === 'string' ? figure : figure.map((pair) => pair.join(' ')).join(', ');
  return [text, ...(of === undefined ? [] : [of]), ...(remark === undefined ? [] : [`(${remark})`])].join(' ');
}

function lostWrites(record: RunRecord): KeyFigure {
  const { fates, writes, verdict } = record.writeSafety;
  const label = 'writes lost';
  if (auditWasOff(record))
    return record.origin ? lostBehind(record.origin) : { label, figure: noFigure, remark: 'the audit was off' };
  if (fates === null) return { label, figure: noFigure, remark: 'unknown' };
  return {
    label,
    figure: formatCount(fates.lost),
    of: `of ${formatCount(writes.acknowledged)} acknowledged`,
    ...(verdict === 'unknown' && { remark: 'unknown: see write safety' }),
  };
}

/** With an origin, reads are compared with its rows, and writes can be lost on their way to it. */
function lostBehind(origin: OriginRecord): KeyFigure {
  const { lostWriteBehind, stale } = origin;
  if (lostWriteBehind === null) return { label: 'stale reads', figure: formatCount(stale.count) };
  return { label: 'writes lost', figure: formatCount(lostWriteBehind), of: `never reached ${originName(origin)}` };
}

function worstOutage(faults: readonly FaultRecord[]): KeyFigure {
  const worst = faults
    .map(({ unavailability }) => unavailability)
    .reduce((a, b) => ((b.writeMs ?? -1) > (a.writeMs ?? -1) ? b : a));
  return {
    label: 'write outage',
    figure: formatOutage(worst.writeMs, worst.ended),
    of: `at the clients, ${formatDuration(worst.proberWriteMs)} at the prober`,
    ...(faults.length > 1 && { remark: `worst of ${faults.length} faults` }),
  };
}

/** An outage; if it had not ended, a lower bound. */
export function formatOutage(outageMs: number | null, ended: boolean): string {
  return outageMs === null || ended ? formatDuration(outageMs) : `at least ${formatDuration(outageMs)}`;
}

/** The share of good operations among those planned. */
function availability(record: RunRecord): KeyFigure {
  const { good, planned, ratio } = record.availability;
  const label = 'availability';
  if (ratio === null) return { label, figure: noFigure };
  const remark = `${formatCount(good)} good of ${formatCount(planned)} planned`;
  return { label, figure: formatRatio(ratio), remark };
}

/** Operations per second that succeeded, and that were planned. */
export function throughputFigure(record: RunRecord): KeyFigure {
  const { throughputPerSecond, operations } = record.totals;
  const label = 'throughput';
  if (throughputPerSecond === null) return { label, figure: noFigure };
  const figure = formatRate(throughputPerSecond);
  if (operations.ok === 0 || !isOpenLoop(record)) return { label, figure, of: 'ok' };
  // Over the same time as the throughput, which excludes the wait for the last replies.
  const planned = formatRate((throughputPerSecond * operations.planned) / operations.ok);
  return { label, figure, of: `ok of ${planned} planned` };
}

/** The 99th percentile of each phase. */
export function p99Figure(record: RunRecord): KeyFigure {
  const sort = isOpenLoop(record) ? 'response' : 'service';
  const figures = record.phases.map(
    (phase) => [phase.name, formatLatency(phase.latency.all?.[sort]?.p99Us ?? null)] as const,
  );
  const bound = isOpenLoop(record) ? 'at most' : 'uncertain';
  return {
    label: `p99 ${sort}`,
    figure: figures.length === 0 ? noFigure : figures,
    ...(figures.length > 0 && record.saturation.saturated && { remark: `${bound}: saturated` }),
  };
}
