import { loadStalls, type Stall, significantStalls } from '../model/stall.js';
import type { RunRecord } from '../record/run-record.js';
import { durationInProse } from '../units/duration.js';
import type { Subject } from './gate.js';
import type { Bias } from './generator-bias.js';
import { metricDefinition } from './metrics.js';

/** A stall delays operations by its length, and its backlog adds to that. */
const backlogFactor = 1.5;

/** How stalls may have distorted a figure. */
export interface StallBias {
  readonly bias: Bias;
  /** Maximum increase of a time, in milliseconds. */
  readonly mostRaised: number;
  readonly reason: string;
}

/** Share of a figure's window lost to stalls; 0 if none matter, or if the generator can't distort the figure. */
export function stalledShareOf(subject: Subject, record: RunRecord): number {
  if (metricDefinition(subject.metric).generatorBias === 'none') return 0;
  const spans = spansOf(subject, record);
  const stalledMs = significantStalls(stallsOf(subject, record), spans).reduce(
    (sum, { durationMs }) => sum + durationMs,
    0,
  );
  return stalledMs === 0 ? 0 : stalledMs / spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
}

/** How stalls of the generator may have distorted a figure of a run; undefined: none in its window matter. */
export function stallBiasOf(subject: Subject, record: RunRecord): StallBias | undefined {
  const { generatorBias, unit } = metricDefinition(subject.metric);
  const stalls = significantStalls(stallsOf(subject, record), spansOf(subject, record));
  if (stalls.length === 0 || generatorBias === 'none') return undefined;
  const longestMs = Math.max(...stalls.map(({ durationMs }) => durationMs));
  const totalMs = stalls.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const often = stalls.length === 1 ? '' : `${stalls.length} times, at most `;
  return {
    // Before and after a stall, the servers had the full load.
    bias: generatorBias === 'raises-under-full-load' ? 'raises' : generatorBias,
    mostRaised: unit === 'ms' ? backlogFactor * totalMs : Number.POSITIVE_INFINITY,
    reason: `the load generator stalled ${often}for ${durationInProse(Math.round(longestMs))}`,
  };
}

/** The stalls that can have affected a figure. */
function stallsOf({ metric }: Subject, { stalls = [] }: RunRecord): readonly Stall[] {
  return metricDefinition(metric).seenByMain ? stalls : loadStalls(stalls);
}

/** The parts of a run that a figure covers: its window; for a fault figure, the time from the first fault on. */
export function spansOf({ metric, window }: Subject, { phases, faults }: RunRecord) {
  if (metricDefinition(metric).needs.includes('fault')) {
    const startMs = Math.min(...faults.map(({ injectedAtMs }) => injectedAtMs));
    return [{ startMs, endMs: Math.max(startMs, ...phases.map(({ endMs }) => endMs)) }];
  }
  return phases
    .filter(({ name }) => window === 'all' || name === window)
    .flatMap(({ startMs, endMs, spans = [{ startMs, endMs }] }) => spans);
}
