import type { Measurements } from './measurements.js';

const windowMs = 1_000;
const tolerance = 1.5;

/**
 * When the p99 over one second is back within 1.5 times that of steady, from `fromMs` on: the start of the first such
 * second, on the run's clock. Null: never, or there was no steady phase to compare with.
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
  const length = windowMs / intervalMs;
  for (let first = Math.ceil(fromMs / intervalMs); (first + length) * intervalMs <= endMs; first += 1) {
    const p99Us = measurements.quantileUs({ first, end: first + length }, 0.99);
    if (p99Us !== null && p99Us <= tolerance * steadyP99Us) return Math.max(fromMs, first * intervalMs);
  }
  return null;
}
