import type { Verdict } from '../model/verdict.js';
import { loadNotCarried } from '../model/warning-codes.js';
import type { RunRecord } from '../record/run-record.js';
import type { GateRecord } from '../record/sections/gates.js';
import { leastReportedMs } from './agent-metrics.js';
import { figureInProse, formatFigure } from './figures.js';
import { formatSubject, type Gate, type Subject } from './gate.js';
import { type Bias, generatorBiasOf } from './generator-bias.js';
import { metricDefinition } from './metrics.js';
import { compareRanges, plausibleRange } from './plausible-range.js';
import { type MeasuredRecord, type Reading, whyMissing } from './reading.js';
import type { GateUnit } from './selection.js';
import { type StallBias, spansOf, stallBiasOf } from './stalled.js';
import { worstMoment } from './worst-moment.js';

/**
 * Judges a run by one gate. A figure without data is `unknown`, never a pass. If the load generator was the limit, a figure
 * becomes a range: the gate passes if it holds for the whole range, fails if it holds for none of it, and is otherwise
 * unknown.
 */
export function evaluateGate(gate: Gate, record: RunRecord): GateRecord {
  const read = (subject: Subject): Figure => {
    const reading = metricDefinition(subject.metric).read(record, subject);
    if (isShareLost(subject, record)) return { reading, ...biasOfLostShare(subject) };
    const limit = generatorLimit(record);
    if (limit !== undefined)
      return { reading, bias: generatorBiasOf(subject, record), mostRaised: Number.POSITIVE_INFINITY, reason: limit };
    return { reading, ...(stallBiasOf(subject, record) ?? unbiased) };
  };
  const judged = evaluate(gate, read);
  const worst = judged.observed === null ? undefined : worstMoment(gate.subject, record);
  return worst === undefined ? judged : { ...judged, explanation: `${judged.explanation} ${worst}` };
}

/** Whether an agent was lost before it had reported all that it did in the window of a figure. */
function isShareLost(subject: Subject, record: RunRecord): boolean {
  const reportedMs = leastReportedMs(record);
  if (reportedMs === null) return false;
  if (!metricDefinition(subject.metric).windowed || subject.window === 'all') return true;
  return spansOf(subject, record).some(({ endMs }) => endMs > reportedMs);
}

/**
 * What a lost agent did is unknown: every figure may be higher or lower, except those that count what agents themselves did,
 * and violations, of which there may only be more.
 */
function biasOfLostShare({ metric }: Subject): StallBias {
  const { needs, unit, better, generatorBias } = metricDefinition(metric);
  if (needs.some((need) => need === 'agents')) return unbiased;
  const isViolation = unit === 'count' && better === 'lower' && generatorBias === 'none';
  const reason = 'an agent was lost, and its share of the load is unknown';
  return { bias: isViolation ? 'lowers' : 'either', mostRaised: Number.POSITIVE_INFINITY, reason };
}

/** Why the servers may be better than the figures; undefined: nothing suggests so. */
function generatorLimit({ saturation, warnings }: RunRecord): string | undefined {
  if (saturation.saturated) return 'the load generator was the limit';
  if (warnings.some(({ code }) => code === loadNotCarried)) return 'the load was not carried even before any fault';
  return undefined;
}

/** Judges what has been measured so far. Figures only known after the run are `unknown`, and saturation is not known yet. */
export function evaluateMeasured(gate: Gate, record: MeasuredRecord): GateRecord {
  return evaluate(gate, (subject) => {
    const definition = metricDefinition(subject.metric);
    const reading: Reading = definition.windowed
      ? definition.read(record, subject)
      : { value: null, reason: 'it is known only at the end of the run' };
    return { reading, ...unbiased };
  });
}

/** What was measured, and how the generator may have distorted it. */
interface Figure extends StallBias {
  readonly reading: Reading;
}

const unbiased = { bias: 'none', mostRaised: 0, reason: '' } as const satisfies StallBias;

type Read = (subject: Subject) => Figure;

function evaluate(gate: Gate, read: Read): GateRecord {
  const { unit } = metricDefinition(gate.subject.metric);
  const observed = read(gate.subject);
  const limit = readLimit(gate, read);
  const judged = judge(gate, observed, limit);
  const { verdict, reason } = judged;
  return {
    expression: gate.expression,
    observed: observed.reading.value,
    limit: limit.reading.value,
    unit,
    verdict,
    ...(reason !== undefined && { reason }),
    explanation: explain(gate, observed, limit.reading, judged),
  };
}

function readLimit(gate: Gate, read: Read): Figure {
  if (gate.limit.kind === 'figure') return { reading: { value: gate.limit.value }, ...unbiased };
  const { factor, of } = gate.limit;
  const figure = read(of);
  const { reading } = figure;
  const mostRaised = figure.mostRaised * factor;
  return {
    ...figure,
    mostRaised,
    reading: reading.value === null ? reading : { ...reading, value: reading.value * factor },
  };
}

interface Evaluation {
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly detail?: string;
}

function judge(gate: Gate, observed: Figure, limit: Figure): Evaluation {
  if (observed.reading.value === null) return unknown(observed.reading.reason, observed.reading.detail);
  if (limit.reading.value === null)
    return unknown(`the limit is unknown: ${limit.reading.reason}`, limit.reading.detail);
  if (limit.reading.incomplete !== undefined) return unknown(`the limit is uncertain: ${limit.reading.incomplete}`);

  const { comparator, subject } = gate;
  const { unit } = metricDefinition(subject.metric);
  const holds = compareRanges(
    plausibleRange(observed.reading, observed, unit),
    comparator,
    plausibleRange(limit.reading, limit, unit),
  );
  if (holds !== 'some') return { verdict: holds === 'all' ? 'pass' : 'fail' };
  return unknown(whyUndecided(observed, limit));
}

function whyUndecided({ reading, bias, reason }: Figure, limit: Figure): string {
  if (bias === 'either') return `${reason}, and the true figure may be lower or higher`;
  if (bias !== 'none') return reason;
  if (reading.value !== null && reading.incomplete !== undefined) return reading.incomplete;
  return `${limit.reason}, and the figure it is compared with may be wrong`;
}

function unknown(reason: string, detail?: string): Evaluation {
  return { verdict: 'unknown', reason, ...(detail !== undefined && { detail }) };
}

function explain(gate: Gate, observed: Figure, limit: Reading, judged: Evaluation): string {
  const { verdict, reason = '' } = judged;
  const why = whyMissing({ ...judged, reason });
  const { unit } = metricDefinition(gate.subject.metric);
  const subject = formatSubject(gate.subject);
  const asked = `the gate requires ${gate.comparator} ${describeLimit(gate, limit, unit)}`;
  const seen = describeObserved(observed, limit, unit);
  if (verdict === 'unknown') {
    return seen === undefined
      ? `${subject} is unknown: ${why}; ${asked}.`
      : `${subject} ${seen}, but that proves nothing: ${why}; ${asked}.`;
  }
  const { reading } = observed;
  const doubt = reading.value === null || reading.incomplete === undefined ? '' : ` (${reading.incomplete})`;
  return `${subject} ${seen}${doubt}${verdict === 'pass' ? ', and' : ', but'} ${asked}.`;
}

function describeObserved({ reading, bias }: Figure, limit: Reading, unit: GateUnit): string | undefined {
  if (reading.value === null) return undefined;
  const { value, incomplete } = reading;
  // Four digits are enough to read, unless they would make it look equal to the limit.
  const short = unit === 'count' ? value : Number(value.toPrecision(4));
  const figure = figureInProse(short === limit.value ? value : short, unit);
  return incomplete === undefined ? `was ${boundWords[bias]}${figure}` : `was ${figure}`;
}

/** A figure that the generator may have raised or lowered is a bound on the true one. */
const boundWords = { raises: 'at most ', lowers: 'at least ', either: '', none: '' } as const satisfies Record<
  Bias,
  string
>;

function describeLimit(gate: Gate, limit: Reading, unit: GateUnit): string {
  if (gate.limit.kind === 'figure') return formatFigure(gate.limit.value, unit);
  const { factor, of } = gate.limit;
  const source = factor === 1 ? formatSubject(of) : `${factor} * ${formatSubject(of)}`;
  return limit.value === null ? source : `${formatFigure(limit.value, unit)} (${source})`;
}
