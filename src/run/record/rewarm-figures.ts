import { type HitCurve, type Rewarm, rewarmAfterFault, rewarmFromCold } from '../../metrics/rewarm.js';

export interface RewarmInput {
  /** Up to the end of the load. */
  readonly curve: HitCurve;
  /** For the whole run: reads whose reply does not show whether the key existed. */
  readonly unknownReads: number;
  /** Injection times on the run's clock. */
  readonly injectionsMs: readonly number[];
  /** Whether nothing was preloaded. */
  readonly startsCold: boolean;
}

/** How the hit rate recovered from each fault, or, without faults, from a cold start. */
export function rewarmFigures({ curve, unknownReads, injectionsMs, startsCold }: RewarmInput): {
  readonly perFault: readonly Rewarm[];
  readonly fromColdMs: number | null;
} {
  if (unknownReads > 0)
    return { perFault: injectionsMs.map(() => ({ rewarmMs: null, lowestHitRate: null })), fromColdMs: null };
  const steadyEndMs = Math.min(...injectionsMs);
  const endMs = curve.intervals.length * curve.intervalMs;
  return {
    perFault: injectionsMs.map((injectedAtMs) => {
      const untilMs = Math.min(endMs, ...injectionsMs.filter((otherMs) => otherMs > injectedAtMs));
      return rewarmAfterFault(curve, { steadyEndMs, injectedAtMs, untilMs });
    }),
    fromColdMs: startsCold && injectionsMs.length === 0 ? rewarmFromCold(curve) : null,
  };
}
