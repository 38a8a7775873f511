import type { GateRecord, RunRecord } from '../model/run-record.js';
import type { Verdict } from '../model/verdict.js';
import { formatFigure } from './figures.js';
import { type Comparator, formatSubject, type Gate, type Subject } from './gate.js';
import { metricDefinition } from './metrics.js';
import type { MeasuredRecord, Reading } from './reading.js';
import type { GateUnit } from './selection.js';
import { worstMoment } from './worst-moment.js';

/**
 * Judges a run by one gate. What has no data is `unknown`, never a pass; so are figures from latencies when the generator
 * was the limit. A figure that is known in part can fail, but not pass.
 */
export function evaluateGate(gate: Gate, record: RunRecord): GateRecord {
  const judged = evaluate(gate, (subject) => metricDefinition(subject.metric).read(record, subject), record.saturation);
  const worst = judged.observed === null ? undefined : worstMoment(gate.subject, record);
  return worst === undefined ? judged : { ...judged, explanation: `${judged.explanation} ${worst}` };
}

/** Judges what was measured until now. What is known only when the run is over is `unknown`, and nobody knows of saturation yet. */
export function evaluateMeasured(gate: Gate, record: MeasuredRecord): GateRecord {
  const read = (subject: Subject): Reading => {
    const definition = metricDefinition(subject.metric);
    return definition.windowed
      ? definition.read(record, subject)
      : { value: null, reason: 'it is known only when the run is over' };
  };
  return evaluate(gate, read, { saturated: false });
}

type Read = (subject: Subject) => Reading;
type Saturation = Pick<RunRecord['saturation'], 'saturated'>;

function evaluate(gate: Gate, read: Read, saturation: Saturation): GateRecord {
  const { unit } = metricDefinition(gate.subject.metric);
  const observed = read(gate.subject);
  const limit = readLimit(gate, read);
  const judged = judge(gate, observed, limit, saturation);
  return {
    expression: gate.expression,
    observed: observed.value,
    limit: limit.value,
    unit,
    verdict: judged.verdict,
    explanation: explain(gate, observed, limit, judged),
  };
}

function readLimit(gate: Gate, read: Read): Reading {
  if (gate.limit.kind === 'figure') return { value: gate.limit.value };
  const { factor, of } = gate.limit;
  const base = read(of);
  return base.value === null ? { value: null, reason: base.reason } : { ...base, value: base.value * factor };
}

interface Judgement {
  readonly verdict: Verdict;
  /** Why the verdict is unknown. */
  readonly reason?: string;
}

function judge(gate: Gate, observed: Reading, limit: Reading, { saturated }: Saturation): Judgement {
  if (observed.value === null) return unknown(observed.reason);
  if (limit.value === null) return unknown(`of the limit, ${limit.reason}`);
  if (saturated && usesLatency(gate)) {
    return unknown('the generator was the limit, and its latencies are void');
  }
  if (limit.incomplete !== undefined) return unknown(`of the limit, ${limit.incomplete}`);
  if (limit.atLeast === true) return unknown('what the limit measures had not ended when the run did');

  const holds = compare(observed.value, gate.comparator, limit.value);
  const upward = gate.comparator === '>' || gate.comparator === '>=';
  if (observed.atLeast === true) {
    if (!upward) return { verdict: 'fail' };
    return holds ? { verdict: 'pass' } : unknown('it had not ended when the run did');
  }
  // The greatest of the known figures: the missing ones can only raise it.
  if (observed.incomplete !== undefined) {
    const settled = upward ? holds : !holds && observed.value > limit.value;
    return settled ? { verdict: holds ? 'pass' : 'fail' } : unknown(observed.incomplete);
  }
  return { verdict: holds ? 'pass' : 'fail' };
}

function unknown(reason: string): Judgement {
  return { verdict: 'unknown', reason };
}

function usesLatency(gate: Gate): boolean {
  const right = gate.limit.kind === 'multiple' && metricDefinition(gate.limit.of.metric).fromLatency;
  return metricDefinition(gate.subject.metric).fromLatency || right;
}

function compare(observed: number, comparator: Comparator, limit: number): boolean {
  switch (comparator) {
    case '<':
      return observed < limit;
    case '<=':
      return observed <= limit;
    case '>':
      return observed > limit;
    case '>=':
      return observed >= limit;
    case '==':
      return observed === limit;
    default:
      return comparator satisfies never;
  }
}

function explain(gate: Gate, observed: Reading, limit: Reading, { verdict, reason }: Judgement): string {
  const { unit } = metricDefinition(gate.subject.metric);
  const subject = formatSubject(gate.subject);
  const asked = `the gate asks for ${gate.comparator} ${describeLimit(gate, limit, unit)}`;
  const seen = observed.value === null ? undefined : describeObserved(observed, limit, unit);
  if (verdict === 'unknown') {
    return seen === undefined
      ? `${subject} is unknown: ${reason}; ${asked}.`
      : `${subject} ${seen}, but that proves nothing: ${reason}; ${asked}.`;
  }
  return `${subject} ${seen}${verdict === 'pass' ? ', and' : ', but'} ${asked}.`;
}

function describeObserved(observed: Reading & { readonly value: number }, limit: Reading, unit: GateUnit): string {
  // Four digits are enough to read, unless they would make it look like the limit.
  const short = unit === 'count' ? observed.value : Number(observed.value.toPrecision(4));
  const figure = formatFigure(short === limit.value ? observed.value : short, unit);
  return observed.atLeast === true ? `was ${figure} and had not ended when the run did` : `was ${figure}`;
}

function describeLimit(gate: Gate, limit: Reading, unit: GateUnit): string {
  if (gate.limit.kind === 'figure') return formatFigure(gate.limit.value, unit);
  const { factor, of } = gate.limit;
  const source = factor === 1 ? formatSubject(of) : `${factor} * ${formatSubject(of)}`;
  return limit.value === null ? source : `${formatFigure(limit.value, unit)} (${source})`;
}
