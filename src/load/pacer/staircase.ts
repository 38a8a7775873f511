import { parseRate } from '../../units/rate.js';
import type { OpenShare, Pacer, PacerDefinition } from './pacer.js';
import { sharedPlan } from './shared-plan.js';

const mostSteps = 1000;

/**
 * The rate climbs in K equal steps of equal length over the measured part of D seconds, and stays at the last. Step k
 * (0, ... K - 1) has
 *
 *   r(k) = b · (k + 1) / K                 staircase:K         b: the rate
 *   r(k) = a + (b - a) · k / (K - 1)       staircase:a:K       a: the first rate
 *
 * With C(k) operations planned before step k begins, operation i of step k starts at k · D / K + (i - C(k)) / r(k).
 *
 *   r │          ┌────  b
 *     │     ┌────┘
 *     │ ────┘
 *     └───────────────  t
 *
 * A warm-up climbs the same stairs from the bottom.
 */
export const staircase: PacerDefinition<'staircase'> = {
  summary: 'In equal steps up to the rate; the last step ends with the measured part.',
  syntax: 'staircase:5',
  parse(parameters) {
    const stepsText = parameters.at(-1) ?? '';
    const steps = /^\d+$/.test(stepsText) ? Number(stepsText) : 0;
    const fromPerSecond = parameters.length === 2 ? (parseRate(parameters[0] ?? '').value ?? null) : null;
    const areWhole = parameters.length === 1 || (parameters.length === 2 && fromPerSecond !== null);
    if (!areWhole || steps < 2 || steps > mostSteps)
      return `staircase requires the number of steps, from 2 to ${mostSteps}, optionally preceded by the rate per second of the first step, such as staircase:5 or staircase:1000:5`;
    return { kind: 'staircase', steps, fromPerSecond };
  },
  create: ({ steps, fromPerSecond }, share) =>
    staircasePlan(share, steps, fromPerSecond ?? share.ratePerSecond / steps),
};

function staircasePlan(share: OpenShare, steps: number, from: number): Pacer {
  const rates = Float64Array.from(
    { length: steps },
    (_, step) => from + ((share.ratePerSecond - from) * step) / (steps - 1),
  );
  const stepMs = share.durationMs / steps;
  const before = new Float64Array(steps);
  for (let step = 1; step < steps; step += 1) before[step] = before[step - 1]! + (rates[step - 1]! * stepMs) / 1000;
  return sharedPlan(
    share,
    (number) => {
      const step = lastNotAbove(before, number);
      return step * stepMs + ((number - before[step]!) * 1000) / rates[step]!;
    },
    (elapsedMs) => {
      const step = Math.min(steps - 1, Math.floor(elapsedMs / stepMs));
      return before[step]! + ((elapsedMs - step * stepMs) * rates[step]!) / 1000;
    },
  );
}

/** Index of the last of the ascending numbers that is at most `bound`; the first always is. */
function lastNotAbove(ascending: Float64Array, bound: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (ascending[middle]! <= bound) low = middle;
    else high = middle - 1;
  }
  return low;
}
