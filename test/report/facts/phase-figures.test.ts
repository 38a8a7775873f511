import { expect, it } from 'vitest';
import { phaseFigures } from '../../../src/report/facts/phase-figures.js';
import { buildRecord, phase } from '../../fixtures/records/build-record.js';

it('shows lengths that agree with the planned duration and the throughput, not with the wait for the last replies', () => {
  const { run } = buildRecord();
  const phases = [phase('steady', 0, 12_000, {}, {}), phase('failover', 12_000, 21_100, {}, {})];
  const { rows } = phaseFigures(buildRecord({ run: { ...run, plannedMs: 20_000 }, phases }), 'brief');
  expect(rows[0]).toEqual(['lasted', '12 s', '8 s', '20 s']);
});
