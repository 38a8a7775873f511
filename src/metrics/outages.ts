import type { Sort } from './service-gap.js';

/**
 * A time without service: from when an operation became due after the last success until the next success. On the run's
 * clock; `toMs` null: it never ended.
 */
export interface Outage {
  readonly fromMs: number;
  readonly toMs: number | null;
}

/** An outage of a shard's reads or writes. */
export interface ClientOutage extends Outage {
  readonly shard: number;
  readonly sort: Sort;
}

/** Those that overlap a span: they began before its end, and ended after its start. */
export function overlapping<Any extends Outage>(outages: readonly Any[], fromMs: number, toMs: number): readonly Any[] {
  return outages.filter((outage) => outage.fromMs <= toMs && (outage.toMs ?? Number.POSITIVE_INFINITY) > fromMs);
}

/** The first of the longest; `endMs`: the end of those that never ended. */
export function longestOutage<Any extends Outage>(outages: readonly Any[], endMs: number): Any | undefined {
  return outages.reduce<Any | undefined>(
    (longest, one) => (longest === undefined || lengthMs(one, endMs) > lengthMs(longest, endMs) ? one : longest),
    undefined,
  );
}

export function lengthMs({ fromMs, toMs }: Outage, endMs: number): number {
  return Math.max(0, (toMs ?? endMs) - fromMs);
}

/** How much of these outages lies outside the others. */
export function withoutOthersMs(outages: readonly Outage[], others: readonly Outage[], endMs: number): number {
  return unionMs([...outages, ...others], endMs) - unionMs(others, endMs);
}

/** Combined length: overlapping time counts once. */
export function unionMs(outages: readonly Outage[], endMs: number): number {
  let [sumMs, coveredMs] = [0, Number.NEGATIVE_INFINITY];
  for (const outage of outages.toSorted((left, right) => left.fromMs - right.fromMs)) {
    const toMs = outage.toMs ?? endMs;
    sumMs += Math.max(0, toMs - Math.max(outage.fromMs, coveredMs));
    coveredMs = Math.max(coveredMs, toMs);
  }
  return sumMs;
}

/**
 * When the outage that began with the longest ended: others that began before its end prolong it. Undefined if there are
 * none, null if it never ended.
 */
export function endOfOutage(outages: readonly Outage[], endMs: number): number | null | undefined {
  const longest = longestOutage(outages, endMs);
  if (longest === undefined) return undefined;
  let toMs = longest.toMs ?? Number.POSITIVE_INFINITY;
  for (const outage of outages.toSorted((left, right) => left.fromMs - right.fromMs))
    if (outage.fromMs <= toMs) toMs = Math.max(toMs, outage.toMs ?? Number.POSITIVE_INFINITY);
  return toMs === Number.POSITIVE_INFINITY ? null : toMs;
}
