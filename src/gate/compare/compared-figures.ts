import type { RunRecord } from '../../record/run-record.js';
import type { Parsed } from '../../units/parsed.js';
import { formatSubject, type Subject } from '../gate.js';
import { metricDefinition } from '../metrics.js';
import { parseFigureName } from '../parse-figure-name.js';
import { type Reading, whyMissing } from '../reading.js';
import { type Window, windows } from '../selection.js';
import { clientCpu } from './client-cpu.js';
import { clusterOutage } from './cluster-outage.js';
import type { ComparedFigure } from './compared-figure.js';

/** The figures compared by default; those without data in any run are left out. */
export const figuresByDefault = [
  'throughput',
  'response_time.p50',
  'response_time.p99',
  'response_time.p99.9',
  'error_rate',
  'unavailability.write',
  'lost_writes',
] as const;

/** Closed loop has no response time. */
const figuresInClosedLoop = [
  'throughput',
  'service_time.p50',
  'service_time.p99',
  'service_time.p99.9',
  clientCpu.name,
  'error_rate',
  'unavailability.write',
  'lost_writes',
] as const;

/** Figures that are not available to gates. */
const besideGates = [clientCpu, clusterOutage];

/** The operation kinds measured by the runs. */
export function operationsIn(records: readonly RunRecord[]): readonly string[] {
  const kinds = new Set(records.flatMap(({ totals }) => Object.keys(totals.latency)));
  kinds.delete('all');
  return [...kinds];
}

/** Parses a figure in gate syntax, `response_time.set.p99 during steady`, or one that no gate has, such as `client_cpu`. */
export function parseFigure(text: string, operations: readonly string[]): Parsed<ComparedFigure> {
  const beside = besideGates.find((figure) => figure.name === text.trim());
  if (beside !== undefined) return { value: beside };
  const [name = '', word, window = 'all', ...more] = text.trim().split(/\s+/);
  const known = windows.find((one) => one === window);
  if (known === undefined || more.length > 0 || (word !== undefined && word !== 'during'))
    return { expected: `a figure, or one "during" one of ${windows.join(', ')}`, suggestion: name };
  const figure = parseFigureName(name, operations);
  if (figure.expected !== undefined) return figure;
  if (known !== 'all' && !metricDefinition(figure.value.metric).windowed)
    return {
      expected: `${figure.value.metric} without a window: it is known only for the whole run`,
      suggestion: name,
    };
  return { value: figureOf({ ...figure.value, window: known }) };
}

/** The figures compared by default. p99.9 is included only if a run has enough operations for it. */
export function defaultFigures(records: readonly RunRecord[]): readonly ComparedFigure[] {
  const openLoop = records.some(({ totals }) => (totals.latency.all?.response?.count ?? 0) > 0);
  return (openLoop ? figuresByDefault : figuresInClosedLoop)
    .flatMap((name) => parseFigure(name, []).value ?? [])
    .filter((figure) => records.some((record) => hasData(figure, record)));
}

function hasData(figure: ComparedFigure, record: RunRecord): boolean {
  const read = figure.read(record);
  return read.value !== null && !(figure.name.endsWith('p99.9') && read.incomplete !== undefined);
}

function figureOf(subject: Subject): ComparedFigure {
  const { read, fromLatency, unit, better } = metricDefinition(subject.metric);
  return {
    name: formatSubject(subject),
    unit,
    better,
    ofSpeed: fromLatency || unit === 'perSecond',
    subject,
    read: (record) => {
      const figure = read(record, subject);
      const tooFew = figure.value === null ? undefined : tooFewFor(subject, record);
      return figure.value !== null && tooFew !== undefined ? { ...figure, incomplete: tooFew } : figure;
    },
  };
}

/** One figure across the runs of one side. */
export interface FigureValues {
  /** By run, in order; null if missing or void. */
  readonly values: readonly (number | null)[];
  /** The reasons for missing values, each once. */
  readonly missing: readonly string[];
}

/**
 * Reads a figure from every run of a side. Excludes runs that were interrupted or ended by a gate, and speed figures of
 * saturated runs.
 */
export function readFigure(figure: ComparedFigure, records: readonly RunRecord[]): FigureValues {
  const readings = records.map((record) => readOne(figure, record));
  return {
    values: readings.map((read) => (typeof read === 'string' ? null : read)),
    missing: [...new Set(readings.filter((read) => typeof read === 'string'))],
  };
}

/** A tail percentile needs this many operations beyond it; with fewer, it depends on individual operations. */
const leastBeyond = 10;
const shortestMs = 1_000;

/** A figure across runs, in which an outage that was not over counts as a lower bound. */
export interface BoundedValues extends FigureValues {
  /** By run, whether the true value may be greater. */
  readonly isBound: readonly boolean[];
}

/** The same, but keeps a span that had not ended, because it lasted at least this long. */
export function readBoundedFigure(figure: ComparedFigure, records: readonly RunRecord[]): BoundedValues {
  const whole = readFigure(figure, records);
  if (figure.unit !== 'ms') return { ...whole, isBound: whole.values.map(() => false) };
  const readings = records.map((record) => figure.read(record));
  return {
    missing: whole.missing,
    values: whole.values.map((value, index) => value ?? boundOf(readings[index], records[index])),
    isBound: whole.values.map((value) => value === null),
  };
}

function boundOf(read: Reading | undefined, record: RunRecord | undefined): number | null {
  if (read === undefined || read.value === null || record?.run.interrupted || record?.run.abortedBy !== undefined)
    return null;
  return read.value;
}

function readOne({ read, ofSpeed }: ComparedFigure, record: RunRecord): number | string {
  if (record.run.interrupted) return 'a run was interrupted';
  if (record.run.abortedBy !== undefined) return 'a run was ended by one of its gates';
  if (record.saturation.saturated && ofSpeed) return 'the generator was the limit (saturated)';
  const figure = read(record);
  if (figure.value === null) return whyMissing(figure);
  if (figure.incomplete !== undefined) return figure.incomplete;
  const measuredMs = measuredSpan(record);
  return measuredMs < shortestMs
    ? `a run measured ${Math.round(measuredMs)} ms; at least 1 s is required`
    : figure.value;
}

function measuredSpan({ phases }: RunRecord): number {
  return Math.max(...phases.map(({ endMs }) => endMs), 0) - Math.min(...phases.map(({ startMs }) => startMs), 0);
}

function tooFewFor({ metric, aggregate, operation, window }: Subject, record: RunRecord): string | undefined {
  const percentile = /^p(\d+(?:\.\d+)?)$/.exec(aggregate ?? '')?.[1];
  if (percentile === undefined) return undefined;
  const stats = window === 'all' ? record.totals : record.phases.find(({ name }: { name: Window }) => name === window);
  const pair = stats?.latency[operation ?? 'all'];
  const count = (metric === 'service_time' ? pair?.service : pair?.response)?.count ?? 0;
  const least = Math.ceil(leastBeyond / (1 - Number(percentile) / 100) - 1e-6);
  return count >= least ? undefined : `a run measured ${count} operations; a ${aggregate} requires ${least}`;
}
