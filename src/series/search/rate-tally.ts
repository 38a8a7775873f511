import type { SearchStep } from '../../record/series/search-record.js';

/** What the strategy sees of a step. */
export type Trial = Pick<SearchStep, 'ratePerSecond' | 'outcome'>;

/** The combined result of the steps at one rate. */
export interface RateTally {
  readonly ratePerSecond: number;
  readonly held: number;
  readonly missed: number;
  readonly saturated: number;
  readonly withoutData: number;
  /** `open`: another step must decide. `unproven`: it can't be determined whether the rate holds. */
  readonly verdict: 'held' | 'held-once' | 'missed' | 'unproven' | 'open';
}

/** All rates tried, in ascending order; interrupted steps are ignored. */
export function tallyOf(trials: readonly Trial[]): readonly RateTally[] {
  const byRate = new Map<number, Trial[]>();
  for (const trial of trials) {
    if (trial.outcome === 'interrupted') continue;
    byRate.set(trial.ratePerSecond, [...(byRate.get(trial.ratePerSecond) ?? []), trial]);
  }
  return [...byRate]
    .sort(([left], [right]) => left - right)
    .map(([ratePerSecond, ofRate]) => {
      const count = (outcome: Trial['outcome']) => ofRate.filter((trial) => trial.outcome === outcome).length;
      const counts = {
        held: count('held'),
        missed: count('missed'),
        saturated: count('saturated'),
        withoutData: count('no-data'),
      };
      return { ratePerSecond, ...counts, verdict: verdictOf(counts) };
    });
}

/** An inconclusive step is replaced twice; a third one ends attempts at this rate. */
const mostVoid = 3;

/** Of up to three conclusive steps, two decide. */
function verdictOf(counts: Pick<RateTally, 'held' | 'missed' | 'saturated' | 'withoutData'>): RateTally['verdict'] {
  if (counts.held >= 2) return 'held';
  if (counts.missed >= 2) return 'missed';
  if (counts.saturated + counts.withoutData >= mostVoid) return 'unproven';
  return counts.held === 1 && counts.missed === 0 ? 'held-once' : 'open';
}
