import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { withScenario } from './temporary-scenario.js';

function load(gates: string, overrides: { readonly 'no-faults'?: boolean } = {}) {
  return withScenario(`name: mine\nfaults: [{ at: 3s, kill-process: {} }]\ngates: [${gates}]\n`, async (file) => {
    const { scenario } = await loadScenario(file, overrides, { cpuCount: 2 });
    return { gates: scenario.gates, abortGates: scenario.abortGates };
  });
}

describe('a gate with abortOnFail', () => {
  it('is accepted alongside plain ones, and judged from one second on by default', async () => {
    const written =
      'dropped == 0, { gate: error_rate < 5% }, { gate: availability >= 50%, abortOnFail: true, after: 5s }, { gate: throughput > 1, abortOnFail: true }';
    expect(await load(written)).toEqual({
      gates: ['dropped == 0', 'error_rate < 5%', 'availability >= 50%', 'throughput > 1'],
      abortGates: [
        { expression: 'availability >= 50%', afterMs: 5000 },
        { expression: 'throughput > 1', afterMs: 1000 },
      ],
    });
  });

  it.each([
    ['{ gate: lost_writes == 0, abortOnFail: true }', /gates\.0.*known during a run/],
    ['{ gate: throughput > 1 during failover, abortOnFail: true }', /gates\.0.*the window all or steady/],
    ['{ gate: dropped == 0, after: 5s }', /gates\.0\.after: expected abortOnFail: true with after/],
    ['{ gate: droped == 0, abortOnFail: true }', /gates\.0\.gate: .*did you mean "dropped"/],
    ['{ gate: dropped == 0, abortOnFial: true }', /abortOnFial.*did you mean "abortOnFail"/],
    ['3', /gates\.0: expected/],
  ])('%s is rejected with its place', async (written, message) => {
    await expect(load(written)).rejects.toThrow(message);
  });

  it('is skipped without faults if only a fault can answer it', async () => {
    const { gates } = await load('{ gate: promotion_time < 3s }, dropped == 0', { 'no-faults': true });
    expect(gates).toEqual(['dropped == 0']);
  });
});
