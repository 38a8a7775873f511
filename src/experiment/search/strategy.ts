import type { SearchLimit, SearchResult } from '../../model/search-record.js';
import { type RateTally, type Trial, tallyOf } from './rate-tally.js';

/** Where a search may look; rates per second, lowest <= first <= highest. */
export interface SearchBounds {
  readonly lowestPerSecond: number;
  readonly firstPerSecond: number;
  readonly highestPerSecond: number;
  /** How far apart the highest rate that holds and the lowest that misses may lie at the end: 0.05 is 5 %. */
  readonly precision: number;
}

/** The rate of the next step, or that all is known. */
export type Move = { readonly ratePerSecond: number } | { readonly result: SearchResult };

const climbFactor = 2;
const descentFactor = 4;

/**
 * What to do after the steps so far: climb by doubling until a rate is blocked, descend by quarters while nothing holds,
 * then bisect (by the geometric mean) until what holds and what is blocked lie within the precision.
 *
 * A rate is blocked when two steps missed there, or three proved nothing. One step that held is believed for the time being;
 * the result itself must have held twice. Where that fails, what a single step said is believed no longer, and each rate below is tried
 * again before it counts. So one wrong step, wherever it is, does not change the result.
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

/** What the steps so far tell when there will be no more: the best rate that held, not more. */
export function interruptedResult(trials: readonly Trial[]): SearchResult {
  const tallies = tallyOf(trials);
  const blocked = tallies.find(isBlocked);
  const best = tallies.findLast(
    (tally) => holds(tally) && (blocked === undefined || tally.ratePerSecond < blocked.ratePerSecond),
  );
  return resultOf(tallies, best, blocked, 'interrupted');
}

/**
 * The most steps that a search can take, whatever their outcomes. With c doublings from the first rate to the highest, d quarters down to
 * the lowest and b bisections of a quarter's gap: 5 steps at each of 1 + c + d + 2b rates.
 */
export function mostSteps(bounds: SearchBounds): number {
  const { lowestPerSecond, firstPerSecond, highestPerSecond, precision } = bounds;
  const climbs = Math.ceil(Math.log2(highestPerSecond / firstPerSecond)) + 1;
  const descents = Math.ceil(Math.log(firstPerSecond / lowestPerSecond) / Math.log(descentFactor)) + 1;
  const bisections = Math.ceil(Math.log2(Math.log(descentFactor) / Math.log(1 + precision))) + 1;
  return mostStepsAtRate * (1 + climbs + descents + 2 * bisections);
}

/** One that held, one that missed and two that proved nothing: the fifth decides. */
const mostStepsAtRate = 5;

function holds({ verdict }: RateTally): boolean {
  return verdict === 'held' || verdict === 'held-once';
}

function isBlocked({ verdict }: RateTally): boolean {
  return verdict === 'missed' || verdict === 'unproven';
}

/** A rate between two, or undefined when they are within the precision. */
function middle(below: number, above: number, precision: number): number | undefined {
  if (above <= below * (1 + precision)) return undefined;
  const mean = Math.sqrt(below * above);
  return [rounded(mean), Math.round(mean)].find((rate) => rate > below && rate < above);
}

/** A whole number of four digits and zeros. */
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
  // Between what held and a rate at which the generator gave up, nothing is known: a miss further up bounds nothing.
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
