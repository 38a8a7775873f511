import type { SearchLimit, SearchResult } from '../../record/series/search-record.js';
import { type RateTally, type Trial, tallyOf } from './rate-tally.js';

/** The range of a search; rates per second, lowest <= first <= highest. */
export interface SearchBounds {
  readonly lowestPerSecond: number;
  readonly firstPerSecond: number;
  readonly highestPerSecond: number;
  /** Maximum final gap between the highest rate that holds and the lowest that misses: 0.05 is 5 %. */
  readonly precision: number;
}

/** The rate of the next step, or the final result. */
export type Move = { readonly ratePerSecond: number } | { readonly result: SearchResult };

const climbFactor = 2;
const descentFactor = 4;

/**
 * Decides the next step: climb by doubling until a rate is blocked, descend by quarters while nothing holds, then bisect (by
 * the geometric mean) until the gap between holding and blocked rates is within the precision.
 *
 * A rate is blocked by two misses or three inconclusive steps. One step that held is trusted provisionally; the result
 * itself must have held twice. If that fails, single steps are no longer trusted, and each rate below is retried before it
 * counts. So one wrong step, wherever it is, does not change the result.
 *
 * Whatever the outcomes, it ends within `mostSteps(bounds)`.
 */
export function nextMove(bounds: SearchBounds, trials: readonly Trial[]): Move {
  const tallies = tallyOf(trials);
  const open = tallies.find(({ verdict }) => verdict === 'open');
  if (open !== undefined) return { ratePerSecond: open.ratePerSecond };
  const blocked = tallies.find(isBlocked);
  const holding = tallies.filter(({ ratePerSecond }) => blocked === undefined || ratePerSecond < blocked.ratePerSecond);
  const best = holding.findLast(holds);

  if (best === undefined) {
    if (blocked === undefined) return { ratePerSecond: bounds.firstPerSecond };
    if (blocked.ratePerSecond <= bounds.lowestPerSecond)
      return { result: resultOf(tallies, undefined, blocked, 'end') };
    const lower = Math.max(bounds.lowestPerSecond, rounded(blocked.ratePerSecond / descentFactor));
    return { ratePerSecond: lower < blocked.ratePerSecond ? lower : bounds.lowestPerSecond };
  }
  const again = best.verdict === 'held-once' ? { ratePerSecond: best.ratePerSecond } : undefined;
  if (again && tallies.some(({ held, verdict }) => held > 0 && (verdict === 'missed' || verdict === 'unproven')))
    return again;
  if (blocked === undefined) {
    if (best.ratePerSecond >= bounds.highestPerSecond)
      return again ?? { result: resultOf(tallies, best, undefined, 'end') };
    const higher = Math.max(best.ratePerSecond + 1, rounded(best.ratePerSecond * climbFactor));
    return { ratePerSecond: Math.min(bounds.highestPerSecond, higher) };
  }
  const between = middle(best.ratePerSecond, blocked.ratePerSecond, bounds.precision);
  if (between !== undefined) return { ratePerSecond: between };
  return again ?? { result: resultOf(tallies, best, blocked, 'end') };
}

/** The result if no more steps follow: only the best rate that held. */
export function interruptedResult(trials: readonly Trial[]): SearchResult {
  const tallies = tallyOf(trials);
  const blocked = tallies.find(isBlocked);
  const best = tallies.findLast(
    (tally) => holds(tally) && (blocked === undefined || tally.ratePerSecond < blocked.ratePerSecond),
  );
  return resultOf(tallies, best, blocked, 'interrupted');
}

/**
 * The maximum number of steps of a search, whatever their outcomes. With c doublings from the first rate to the highest, d
 * quarters down to the lowest and b bisections of a quarter's gap: 5 steps at each of 1 + c + d + 2b rates.
 */
export function mostSteps(bounds: SearchBounds): number {
  const { lowestPerSecond, firstPerSecond, highestPerSecond, precision } = bounds;
  const climbs = Math.ceil(Math.log2(highestPerSecond / firstPerSecond)) + 1;
  const descents = Math.ceil(Math.log(firstPerSecond / lowestPerSecond) / Math.log(descentFactor)) + 1;
  const bisections = Math.ceil(Math.log2(Math.log(descentFactor) / Math.log(1 + precision))) + 1;
  return mostStepsAtRate * (1 + climbs + descents + 2 * bisections);
}

/** After one hold, one miss and two inconclusive steps, the fifth decides. */
const mostStepsAtRate = 5;

function holds({ verdict }: RateTally): boolean {
  return verdict === 'held' || verdict === 'held-once';
}

function isBlocked({ verdict }: RateTally): boolean {
  return verdict === 'missed' || verdict === 'unproven';
}

/** A rate between two others, or undefined if they are within the precision. */
function middle(below: number, above: number, precision: number): number | undefined {
  if (above <= below * (1 + precision)) return undefined;
  const mean = Math.sqrt(below * above);
  return [rounded(mean), Math.round(mean)].find((rate) => rate > below && rate < above);
}

/** Rounds to an integer with four significant digits. */
function rounded(rate: number): number {
  return Math.max(1, Math.round(Number(rate.toPrecision(4))));
}

function resultOf(
  tallies: readonly RateTally[],
  best: RateTally | undefined,
  blocked: RateTally | undefined,
  ended: 'end' | 'interrupted',
): SearchResult {
  const missed = tallies.find(({ verdict }) => verdict === 'missed')?.ratePerSecond ?? null;
  const ratePerSecond = best?.ratePerSecond ?? null;
  // Nothing is known between a rate that held and one at which the generator gave up: a miss further up is no bound.
  const bounded = ratePerSecond !== null && missed !== null && blocked?.verdict === 'missed';
  return {
    ratePerSecond,
    uncertaintyPercent: bounded ? Math.ceil((missed / ratePerSecond - 1) * 1000) / 10 : null,
    lowestMissedPerSecond: missed,
    held: best?.held ?? 0,
    tried: best === undefined ? 0 : best.held + best.missed,
    limitedBy: ended === 'interrupted' ? 'interrupted' : limitOf(best, blocked),
  };
}

function limitOf(best: RateTally | undefined, blocked: RateTally | undefined): SearchLimit {
  if (blocked === undefined) return 'upper-bound';
  if (blocked.verdict === 'unproven') return blocked.saturated > 0 ? 'generator' : 'no-data';
  return best === undefined ? 'lower-bound' : 'objective';
}
