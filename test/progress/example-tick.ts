import type { ProgressTick } from '../../src/progress/progress-tick.js';

/** A second of a healthy load, with one replica down. */
export const exampleTick: ProgressTick = {
  atMs: 1_000,
  durationMs: 20_000,
  ratePerSecond: 10_000,
  p50Us: 340,
  p99Us: 2_340,
  latencySort: 'response',
  quantilesUs: [
    [0.5, 340],
    [0.99, 2_340],
  ],
  total: {
    operations: { planned: 10_050, sent: 10_040, ok: 10_000, fail: 30, indeterminate: 10, dropped: 10 },
    errors: { READONLY: 30, timeout: 10 },
  },
  operations: { planned: 10_000, sent: 10_000, ok: 10_000, fail: 0, indeterminate: 0, dropped: 0 },
  errorsByClass: {},
  nodes: [
    { id: 'n1', role: 'primary', zone: 'az-1', state: 'up' },
    { id: 'n2', role: 'replica', zone: 'az-2', state: 'up' },
    { id: 'n3', role: 'replica', zone: 'az-3', state: 'down' },
    { id: 'sentinel-1', role: 'sentinel', zone: 'az-1', state: 'up' },
  ],
};
