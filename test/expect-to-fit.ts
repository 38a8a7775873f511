import { expect } from 'vitest';
import { chiSquare } from './chi-square.js';

/** Fails if counts differ from theoretical weights by more than chance does once in a million. */
export function expectToFit(observed: ArrayLike<number>, weights: readonly number[]): void {
  const { statistic, critical } = chiSquare(observed, weights);
  expect(statistic).toBeLessThanOrEqual(critical);
}
