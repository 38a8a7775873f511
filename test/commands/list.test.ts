import { describe, expect, it } from 'vitest';
import List from '../../src/commands/list.js';
import { metricNames } from '../../src/gate/metrics.js';
import { runCommand } from './scenario/run-command.js';

describe('cache-bench list', () => {
  it('shows every list with its entries', async () => {
    const { stdout, result } = await runCommand(List);
    expect(stdout).toMatch(/^metrics +response_time, service_time, /);
    expect(Object.keys(result as object)).toEqual(stdout.split('\n').flatMap((line) => line.split(' ')[0] || []));
  });

  it('shows each metric with unit, meaning and example, and as JSON with limit and requirements', async () => {
    const { stdout, result } = await runCommand(List, 'metrics');
    expect(stdout).toContain('lost_writes (count)\n  Acknowledged writes that were lost.\n  lost_writes <= 100\n');
    expect(stdout.split('\n')).toHaveLength(3 * metricNames.length + 1);
    expect(result).toMatchObject({ metrics: metricNames.map((name) => ({ name })) });
    expect(JSON.stringify(result)).toContain('"needs":["audit","writes"]');
  });

  it('rejects another list and suggests the closest one', async () => {
    await expect(runCommand(List, 'metric')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('Did you mean "metrics"?'),
    });
  });
});
