import { describe, expect, it } from 'vitest';
import { plannedLengthMs } from '../../../src/load/pacer/planned-length.js';
import { load } from '../../scenario/temporary-scenario.js';

describe('the planned length of a run', () => {
  it.each([
    ['its duration', { rate: '0.5', duration: '8s' }, 8_000],
    [
      'up to where one more than its requests would have become due',
      { rate: '0.5', requests: '4', duration: '60s' },
      8_000,
    ],
    ['its duration when the requests take longer', { rate: '10', requests: '1000', duration: '8s' }, 8_000],
    ['its duration in closed loop, which plans nothing', { rate: 'max', requests: '4', duration: '8s' }, 8_000],
  ])('is %s', async (_, overrides, expectedMs) => {
    const { scenario } = await load('name: mine\n', overrides);
    expect(plannedLengthMs(scenario)).toBe(expectedMs);
  });
});
