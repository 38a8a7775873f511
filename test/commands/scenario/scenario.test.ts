import { describe, expect, it } from 'vitest';
import ScenarioList from '../../../src/commands/scenario/list.js';
import ScenarioSchema from '../../../src/commands/scenario/schema.js';
import ScenarioShow from '../../../src/commands/scenario/show.js';
import ScenarioValidate from '../../../src/commands/scenario/validate.js';
import { shippedScenarios } from '../../../src/scenario/shipped-scenarios.js';
import { withScenario } from '../../scenario/temporary-scenario.js';
import { runCommand } from './run-command.js';

describe('cache-bench scenario list', () => {
  it('has a line with a description for each shipped scenario', async () => {
    const { stdout, result } = await runCommand(ScenarioList);
    const lines = stdout.trimEnd().split('\n');
    const names = await shippedScenarios();
    expect(lines).toHaveLength(names.length);
    for (const [index, name] of names.entries()) expect(lines[index]).toMatch(new RegExp(`^${name} {2,}\\S`));
    expect(result).toMatchObject({ scenarios: names.map((name) => ({ name })) });
  });
});

describe('cache-bench scenario show', () => {
  it('prints the same each time, and its output is a valid scenario that is shown unchanged', async () => {
    const first = await runCommand(ScenarioShow, 'sentinel-failover');
    expect((await runCommand(ScenarioShow, 'sentinel-failover')).stdout).toBe(first.stdout);
    expect(first.stdout).not.toContain('#');
    await withScenario(first.stdout, async (file) => {
      expect((await runCommand(ScenarioShow, file)).stdout).toBe(first.stdout);
      expect((await runCommand(ScenarioValidate, file)).exitCode).toBe(0);
    });
  });

  it('rejects an unknown scenario as a usage error', async () => {
    await expect(runCommand(ScenarioShow, 'smoek')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('"smoke"'),
    });
  });
});

describe('cache-bench scenario validate', () => {
  it('checks every shipped scenario by default', async () => {
    const { stdout, exitCode } = await runCommand(ScenarioValidate);
    expect(stdout).toBe((await shippedScenarios()).map((name) => `${name}: ok\n`).join(''));
    expect(exitCode).toBe(0);
  });

  it('continues after a bad file, lists all errors, and exits with 2', async () => {
    await withScenario('name: mine\nphases: { duration: 20 }\nworkload: { rate: -1 }\n', async (file) => {
      const { stdout, exitCode, result } = await runCommand(ScenarioValidate, file, 'no-such-scenario', 'smoke');
      expect(stdout).toContain(`${file}:2:21 phases.duration: expected a duration`);
      expect(stdout).toContain(`${file}:3:19 workload.rate: expected a rate`);
      expect(stdout).toContain('There is no shipped scenario "no-such-scenario"');
      expect(stdout).toMatch(/\nsmoke: ok\n$/);
      expect(exitCode).toBe(2);
      expect(result).toMatchObject({
        valid: false,
        files: [
          {
            file,
            valid: false,
            problems: [
              { place: `${file}:2:21`, path: 'phases.duration', suggestion: '20s' },
              { path: 'workload.rate' },
            ],
          },
          { file: 'no-such-scenario', valid: false, problems: [] },
          { file: 'smoke', valid: true, error: null },
        ],
      });
    });
  });
});

describe('cache-bench scenario schema', () => {
  it('prints the schema as JSON, with and without --json', async () => {
    const { stdout, result } = await runCommand(ScenarioSchema);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(result)));
    expect(result).toMatchObject({ title: 'cache-bench scenario', type: 'object', required: ['name'] });
  });
});
