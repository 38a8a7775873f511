import type { Measurements } from './measurements.js';

const windowMs = 1_000;
/** The p99 of fewer operations depends on a single one. */
const fewestSamples = 100;
const tolerance = 1.5;

/**
 * When the p99 over one second (over 100 operations, if they are rarer) is back within 1.5 times the steady one, from
 * `fromMs` on: the start of the first such span, on the run's clock. Null: never, or there was no steady phase to compare
 * with, or too few operations were left.
 */
export function latencyRecoveredAtMs(
  measurements: Measurements,
  steadyEndMs: number,
  fromMs: number,
  endMs: number,
): number | null {
  const { intervalMs } = measurements;
  const steadyP99Us = measurements.quantileUs({ first: 0, end: Math.floor(steadyEndMs / intervalMs) }, 0.99);
  if (steadyP99Us === null) return null;
  const last = Math.floor(endMs / intervalMs);
  const from = Math.ceil(fromMs / intervalMs);
  const samples = Array.from({ length: Math.max(0, last - from) }, (_, at) => measurements.samples(from + at));
  let [end, count] = [from, 0];
  for (let first = from; first < last; first += 1) {
    const isEnough = () => end - first >= windowMs / intervalMs && count >= fewestSamples;
    while (end < last && !isEnough()) {
      count += samples[end - from]!;
      end += 1;
    }
    if (!isEnough()) return null;
    const p99Us = measurements.quantileUs({ first, end }, 0.99);
    if (p99Us !== null && p99Us <= tolerance * steadyP99Us) return Math.max(fromMs, first * intervalMs);
    count -= samples[first - from]!;
  }
  return null;
}
