import type { RunRecord } from '../record/run-record.js';
import { evaluateGate } from './evaluate-gate.js';
import { formatSubject, type Subject } from './gate.js';
import { parseGate } from './parse-gate.js';
import { stallBiasOf, stalledShareOf } from './stalled.js';

/** Stalls for this share of the time have changed rates noticeably. */
const significantShare = 0.01;
/** For a percentile: stalls for this share of the tail beyond it. */
const significantTailShare = 0.1;

/** Why stalls of the generator prevent a run from having a verdict on a gate; null if they don't. */
export function gateSpoiltByStall(record: RunRecord): string | null {
  if ((record.stalls ?? []).length === 0) return null;
  const operations = Object.keys(record.totals.latency);
  for (const { expression, verdict } of record.gates) {
    const parsed = parseGate(expression, operations);
    if (verdict !== 'unknown' || !('gate' in parsed)) continue;
    const { gate } = parsed;
    // Otherwise the verdict is missing for another reason, which would remain.
    if (evaluateGate(gate, { ...record, stalls: [] }).verdict === 'unknown') continue;
    const subjects = gate.limit.kind === 'multiple' ? [gate.subject, gate.limit.of] : [gate.subject];
    const spoilt = subjects.find((subject) => stallBiasOf(subject, record) !== undefined);
    if (spoilt !== undefined) return reasonFor(spoilt, record);
  }
  return null;
}

/** Why a run should not be compared on one of these figures: stalls may have worsened it noticeably. Null if they can't have. */
export function figureSpoiltByStall(subjects: readonly Subject[], record: RunRecord): string | null {
  const spoilt = subjects.find((subject) => stalledShareOf(subject, record) > leastSignificantShare(subject));
  return spoilt === undefined ? null : reasonFor(spoilt, record);
}

function leastSignificantShare({ aggregate }: Subject): number {
  if (aggregate === 'max') return 0;
  const percentile = /^p(\d+(?:\.\d+)?)$/.exec(aggregate ?? '')?.[1];
  return percentile === undefined ? significantShare : significantTailShare * (1 - Number(percentile) / 100);
}

function reasonFor(subject: Subject, record: RunRecord): string {
  return `${stallBiasOf(subject, record)?.reason ?? 'the load generator stalled'}, which may have distorted ${formatSubject(subject)}`;
}
