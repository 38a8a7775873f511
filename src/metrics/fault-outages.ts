import { endOfOutage, lengthMs, type Outage } from './outages.js';

/** What begins so soon after an injection, a heal or a promotion is taken for its consequence. */
const aftermathMs = 1_000;
/** Such an outage is one wherever it begins, and worth a phase and downtime; a shorter one only where the fault just struck. */
const shortestPhaseMs = 40;
/** Such an outage is worth an event of its own, where no fault explains it. */
const shortestEventMs = 100;
/** Where operations are rare, every response time is an outage: up to twice the usual one, it is worth neither. */
const usualResponses = 2;
/** But no response time is so usual that an outage of twice that is none. */
const longestUsualMs = 125;

/** One fault, as far as its outages depend on it. Moments are on the run's clock; null: never. */
export interface FaultCourse {
  readonly injectedAtMs: number;
  readonly healedAtMs: number | null;
  /** When its shards had new primaries, and when clients reached them. */
  readonly promotedAtMs: number | null;
  readonly routedAtMs: number | null;
  /** When it was recovered from, if the failover ended at `failoverEndMs`. */
  readonly recoveredAfter: (failoverEndMs: number) => number | null;
}

export interface OutageLimits {
  /** When the load ended: the end of an outage that never ended. */
  readonly endMs: number;
  readonly phaseMs: number;
}

export interface FaultOutages<Any extends Outage> {
  /** Those that overlap the time from the injection to the recovery. */
  readonly outages: readonly Any[];
  /** The end of that time; infinite: it was never recovered from. */
  readonly untilMs: number;
  /** End of the outage that it caused; without one, the moment at which clients reached the new primary. Null: never. */
  readonly failoverEndMs: number | null;
  readonly recoveredAtMs: number | null;
}

/**
 * The outages of a fault, and when it was over. Each depends on the other: the latency can only recover once the failover
 * has ended, and an outage that begins before the recovery is a part of the failover.
 */
export function outagesOfFault<Any extends Outage>(
  overlappingUntil: (untilMs: number) => readonly Any[],
  course: FaultCourse,
  limits: OutageLimits,
): FaultOutages<Any> {
  const { endMs, phaseMs } = limits;
  const { injectedAtMs, healedAtMs, promotedAtMs, routedAtMs, recoveredAfter } = course;
  const leastMs = Math.max(injectedAtMs, healedAtMs ?? 0, promotedAtMs ?? 0) + aftermathMs;
  const withoutOutageMs = routedAtMs ?? promotedAtMs ?? injectedAtMs;
  let untilMs = leastMs;
  for (;;) {
    const outages = overlappingUntil(untilMs).filter((outage) => isConsequence(outage, course, limits));
    const end = endOfOutage(
      outages.filter((outage) => lengthMs(outage, endMs) >= phaseMs),
      endMs,
    );
    const failoverEndMs = end === undefined ? withoutOutageMs : end;
    const recoveredAtMs = failoverEndMs === null ? null : recoveredAfter(failoverEndMs);
    const nextMs = Math.max(untilMs, leastMs, recoveredAtMs ?? Number.POSITIVE_INFINITY);
    if (nextMs === untilMs) return { outages, untilMs, failoverEndMs, recoveredAtMs };
    untilMs = nextMs;
  }
}

/**
 * Whether an outage is long enough to be told from a slow response: from 5 ms on where it begins soon after the injection or
 * lies around a promotion.
 */
export function isConsequence(
  outage: Outage,
  { injectedAtMs, promotedAtMs }: Pick<FaultCourse, 'injectedAtMs' | 'promotedAtMs'>,
  { endMs, phaseMs }: OutageLimits,
): boolean {
  if (lengthMs(outage, endMs) >= phaseMs || outage.fromMs <= injectedAtMs + aftermathMs) return true;
  if (promotedAtMs === null) return false;
  return outage.fromMs <= promotedAtMs + aftermathMs && (outage.toMs ?? endMs) >= promotedAtMs - aftermathMs;
}

/** How long an outage must be to be worth a phase and downtime, and to be an event where no fault explains it. */
export function shortestOutages(steadyP99Us: number | null): { readonly phaseMs: number; readonly eventMs: number } {
  const usualMs = usualResponses * usualResponseMs(steadyP99Us);
  return { phaseMs: Math.max(shortestPhaseMs, usualMs), eventMs: Math.max(shortestEventMs, usualMs) };
}

/** What operations usually take at most, for what depends on it. */
export function usualResponseMs(steadyP99Us: number | null): number {
  return Math.min(longestUsualMs, (steadyP99Us ?? 0) / 1000);
}
