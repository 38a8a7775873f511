import { expect } from 'vitest';
import { chiSquare } from './chi-square.js';

/** Fails when counts differ from the weights of theory by more than chance does once in a million. */
export function expectToFit(observed: ArrayLike<number>, weights: readonly number[]): void {
  const { statistic, critical } = chiSquare(observed, weights);
  expect(statistic).toBeLessThanOrEqual(critical);
}
