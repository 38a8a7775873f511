import { parseRate } from '../../units/rate.js';
import type { OpenShare, Pacer, PacerDefinition } from './pacer.js';
import { sharedPlan } from './shared-plan.js';

/**
 * The rate climbs linearly from a to b over the measured part of D seconds, and stays at b.
 *
 *   r(t) = a + s · t        s = (b - a) / D       a, b, r: operations per second over all workers
 *   N(t) = a · t + s · t² / 2                     operations before t seconds, t <= D
 *   start(i) = 2 · i / (a + √(a² + 2 · s · i))    the root of N(t) = i that loses no digits
 *
 *   r │       ╭────  b
 *     │    ╱
 *   a │ ╱
 *     └───────┴────  t
 *             D
 *
 * Beyond D, start(i) = D + (i - N(D)) / b. A warm-up also starts at a, with the same slope.
 */
export const ramp: PacerDefinition<'ramp'> = {
  summary: 'Linearly from a first rate to the rate, reached at the end of the measured part.',
  syntax: 'ramp:100',
  parse(parameters) {
    const fromPerSecond = parseRate(parameters[0] ?? '').value ?? null;
    if (parameters.length !== 1 || fromPerSecond === null)
      return 'ramp requires its initial rate per second, above 0, such as ramp:100 or ramp:1k';
    return { kind: 'ramp', fromPerSecond };
  },
  create: ({ fromPerSecond }, share) => rampPlan(share, fromPerSecond),
};

function rampPlan(share: OpenShare, from: number): Pacer {
  const to = share.ratePerSecond;
  const seconds = share.durationMs / 1000;
  const slope = (to - from) / seconds;
  const climbed = ((from + to) / 2) * seconds;
  return sharedPlan(
    share,
    (number) =>
      number < climbed
        ? (2000 * number) / (from + Math.sqrt(from * from + 2 * slope * number))
        : share.durationMs + ((number - climbed) / to) * 1000,
    (elapsedMs) => {
      const t = elapsedMs / 1000;
      return t < seconds ? (from + (slope * t) / 2) * t : climbed + (t - seconds) * to;
    },
  );
}
