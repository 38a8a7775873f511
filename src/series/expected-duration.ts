import type { Scenario } from '../scenario/scenario.js';

/** Launch, convergence, preload, drain and read-back take about this long on two cores. */
const aroundMs = 4_000;
/** Healing faults and waiting for replicas to sync. */
const healingMs = 3_000;

/** Approximate duration of a scenario's run, from start to report. */
export function expectedDurationMs({ phases, faults }: Pick<Scenario, 'phases' | 'faults'>): number {
  return aroundMs + phases.warmupMs + phases.durationMs + (faults.length > 0 ? healingMs : 0);
}

/** `10 runs of about 27 s each, about 4.5 min in all`. */
export function expectedSeries(runs: number, eachMs: number): string {
  return `${runs} runs of about ${Math.round(eachMs / 1000)} s each, about ${spoken(runs * eachMs)} in all`;
}

/** Duration of a search: it climbs, then bisects, usually in 8 to 16 steps. */
export function expectedSearch(stepMs: number): string {
  return `steps of about ${Math.round(stepMs / 1000)} s each, mostly 8 to 16 of them: ${spoken(8 * stepMs)} to ${spoken(16 * stepMs)} in all`;
}

/** Seconds up to two minutes, then minutes. */
function spoken(durationMs: number): string {
  const seconds = durationMs / 1000;
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Number((seconds / 60).toPrecision(2))} min`;
}
