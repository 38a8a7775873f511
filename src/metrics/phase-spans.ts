import type { MeasuredPhase } from '../model/phase.js';

export interface PhaseSpan {
  readonly name: MeasuredPhase;
  readonly startMs: number;
  readonly endMs: number;
}

/** One fault, as far as phases depend on it; moments on the run's clock, null: never. */
export interface PhaseFault {
  readonly injectedAtMs: number;
  /** First acknowledged write on every shard that it hit. */
  readonly writesBackAtMs: number | null;
  /** Latency back within bounds, and redundancy restored. */
  readonly recoveredAtMs: number | null;
}

/**
 * The phases of a run, without gaps, on boundaries of intervals. `steady` ends with the interval in which the first fault
 * struck; `failover` with the last fault's first acknowledged write; `recovery` when the last fault is recovered from;
 * what follows is `settled`. A phase that never came is not there.
 */
export function phaseSpans(endMs: number, faults: readonly PhaseFault[], intervalMs: number): readonly PhaseSpan[] {
  const down = (atMs: number) => Math.floor(atMs / intervalMs) * intervalMs;
  const up = (atMs: number) => Math.ceil(atMs / intervalMs) * intervalMs;
  const boundaries: [MeasuredPhase, number][] = [['steady', 0]];
  if (faults.length > 0) {
    boundaries.push(['failover', down(Math.min(...faults.map(({ injectedAtMs }) => injectedAtMs)))]);
    const writesBack = latest(faults.map(({ writesBackAtMs }) => writesBackAtMs));
    if (writesBack !== null) {
      boundaries.push(['recovery', up(writesBack)]);
      const recovered = latest(faults.map(({ recoveredAtMs }) => recoveredAtMs));
      if (recovered !== null) boundaries.push(['settled', up(Math.max(recovered, writesBack))]);
    }
  }
  return boundaries
    .map(([name, startMs], index) => ({ name, startMs, endMs: Math.min(endMs, boundaries[index + 1]?.[1] ?? endMs) }))
    .filter((span) => span.endMs > span.startMs);
}

/** The latest of all moments; null when one of them never came. */
function latest(moments: readonly (number | null)[]): number | null {
  const come = moments.filter((moment) => moment !== null);
  return come.length < moments.length ? null : Math.max(...come);
}
