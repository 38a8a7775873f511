import type { MeasuredPhase } from '../model/phase.js';

export interface PhaseSpan {
  readonly name: MeasuredPhase;
  readonly startMs: number;
  readonly endMs: number;
}

/** One fault, as far as phases depend on it; times are on the run's clock, null: never. */
export interface PhaseFault {
  readonly injectedAtMs: number;
  /** When the outage it caused ended; without one, when clients reached the new primary. */
  readonly failoverEndMs: number | null;
  /** Latency is back within bounds, and redundancy is restored. */
  readonly recoveredAtMs: number | null;
}

/**
 * The phases of a run, without gaps, on interval boundaries. `steady` ends with the interval in which the first fault
 * struck. After that, `failover` lasts from a fault's injection to the end of the outage it caused, `recovery` from there
 * until it is recovered from, and `settled` applies while neither does for any fault; with several faults, a phase may occur
 * repeatedly.
 */
export function phaseSpans(endMs: number, faults: readonly PhaseFault[], intervalMs: number): readonly PhaseSpan[] {
  const down = (atMs: number) => Math.floor(atMs / intervalMs) * intervalMs;
  const up = (atMs: number | null) =>
    atMs === null ? Number.POSITIVE_INFINITY : Math.ceil(atMs / intervalMs) * intervalMs;
  const spans = faults.map(({ injectedAtMs, failoverEndMs, recoveredAtMs }) => {
    const backMs = up(failoverEndMs);
    return { struckMs: down(injectedAtMs), backMs, recoveredMs: Math.max(backMs, up(recoveredAtMs)) };
  });
  const firstMs = Math.min(...spans.map(({ struckMs }) => struckMs));
  const phaseAt = (atMs: number): MeasuredPhase => {
    if (atMs < firstMs) return 'steady';
    const current = spans.filter(({ struckMs, recoveredMs }) => struckMs <= atMs && atMs < recoveredMs);
    if (current.length === 0) return 'settled';
    return current.some(({ backMs }) => atMs < backMs) ? 'failover' : 'recovery';
  };
  const boundaries = [0, ...spans.flatMap(({ struckMs, backMs, recoveredMs }) => [struckMs, backMs, recoveredMs])];
  const starts = [...new Set(boundaries)].filter((atMs) => atMs < endMs).sort((left, right) => left - right);
  const parts = starts.map((startMs, index) => ({
    name: phaseAt(startMs),
    startMs,
    endMs: starts[index + 1] ?? endMs,
  }));
  const changes = parts.filter(({ name }, index) => name !== parts[index - 1]?.name);
  return changes.map((part, index) => ({ ...part, endMs: changes[index + 1]?.startMs ?? endMs }));
}
