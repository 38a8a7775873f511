import { endOfOutage, lengthMs, type Outage } from './outages.js';

/** An outage that begins this soon after an injection, heal or promotion counts as its consequence. */
const aftermathMs = 1_000;
/** An outage this long counts as a phase and as downtime wherever it begins; a shorter one only right after a strike. */
const shortestPhaseMs = 40;
/** An outage this long gets its own event if no fault explains it. */
const shortestEventMs = 100;
/** With rare operations, every response time is an outage: up to this multiple of the usual one, it counts as neither. */
const usualResponses = 2;
/** Upper limit of the usual response time: an outage of twice this always counts. */
const longestUsualMs = 125;

/** One fault, as far as its outages depend on it. Times are on the run's clock; null: never. */
export interface FaultCourse {
  readonly injectedAtMs: number;
  readonly healedAtMs: number | null;
  /** When its shards had new primaries, and when clients reached them. */
  readonly promotedAtMs: number | null;
  readonly routedAtMs: number | null;
  /** When it was recovered from, given that the failover ended at `failoverEndMs`. */
  readonly recoveredAfter: (failoverEndMs: number) => number | null;
}

export interface OutageLimits {
  /** When the load ended: the end of an outage that never ended. */
  readonly endMs: number;
  readonly phaseMs: number;
}

export interface FaultOutages<Any extends Outage> {
  /** Those that overlap the time from injection to recovery. */
  readonly outages: readonly Any[];
  /** The end of that time; infinite: no recovery. */
  readonly untilMs: number;
  /** End of the outage it caused; without one, when clients reached the new primary. Null: never. */
  readonly failoverEndMs: number | null;
  readonly recoveredAtMs: number | null;
}

/**
 * The outages of a fault, and when it was over. The two depend on each other: latency can only recover once the failover has
 * ended, and an outage that begins before the recovery is part of the failover.
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
 * Whether an outage is long enough to distinguish from a slow response: 5 ms if it begins soon after the injection or spans
 * a promotion.
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

/** The minimum length of an outage to count as a phase and downtime, and as an event if no fault explains it. */
export function shortestOutages(steadyP99Us: number | null): { readonly phaseMs: number; readonly eventMs: number } {
  const usualMs = usualResponses * usualResponseMs(steadyP99Us);
  return { phaseMs: Math.max(shortestPhaseMs, usualMs), eventMs: Math.max(shortestEventMs, usualMs) };
}

/** Upper limit of the usual duration of operations. */
export function usualResponseMs(steadyP99Us: number | null): number {
  return Math.min(longestUsualMs, (steadyP99Us ?? 0) / 1000);
}
