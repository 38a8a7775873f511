import type { OpenShare, Pacer, PacerDefinition } from './pacer.js';
import { sharedPlan } from './shared-plan.js';

/**
 * Evenly, at a fixed rate: open loop.
 *
 *   start(i) = i / r · 1000     i: number over all workers, r: operations per second over all workers
 */
export const constant: PacerDefinition<'constant'> = {
  summary: 'Evenly, at the rate.',
  syntax: 'constant',
  parse: (parameters) => (parameters.length > 0 ? 'constant accepts no parameter' : { kind: 'constant' }),
  create: (_, share) => evenPlan(share),
};

/** The plan of this worker at a constant rate. */
export function evenPlan(share: OpenShare): Pacer {
  return sharedPlan(
    share,
    (number) => (number * 1000) / share.ratePerSecond,
    (elapsedMs) => (elapsedMs * share.ratePerSecond) / 1000,
  );
}
