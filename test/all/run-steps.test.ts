import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runSteps } from './run-steps.js';
import type { Step, StepResult } from './steps.js';

const good: StepResult = { passed: 1, failed: 0, skipped: [], output: 'all the details' };
const bad: StepResult = { passed: 0, failed: 1, skipped: [], output: 'what went wrong' };

describe('running the steps', () => {
  it('prints one line for a step that passed, without its output', async () => {
    const { lines, tally } = await run([step('lint', good)]);
    expect(lines).toEqual([expect.stringMatching(/^ok {8}\d+\.\d s {2}the lint$/)]);
    expect(tally).toEqual({ passed: 1, failed: 0, skipped: [] });
  });

  it('prints the output of a step that failed, and runs the next one', async () => {
    const { lines, tally } = await run([step('lint', bad), step('types', good)]);
    expect(lines).toEqual([
      'what went wrong',
      expect.stringMatching(/^FAILED .* the lint$/),
      expect.stringMatching(/^ok .* the types$/),
    ]);
    expect(tally).toMatchObject({ passed: 1, failed: 1 });
  });

  it('counts steps that depend on a failed one as failed, transitively', async () => {
    const { lines, tally } = await run([step('build', bad), step('cli', good, ['build']), step('last', good, ['cli'])]);
    expect(lines.slice(2)).toEqual([
      expect.stringMatching(/^FAILED .* the cli: not run, because build failed$/),
      expect.stringMatching(/^FAILED .* the last: not run, because cli failed$/),
    ]);
    expect(tally).toMatchObject({ passed: 0, failed: 3 });
  });

  it('runs a step whose dependency passed or was not selected', async () => {
    const { tally } = await run([step('build', good), step('cli', good, ['build', 'dependencies'])]);
    expect(tally).toMatchObject({ passed: 2, failed: 0 });
  });

  it('runs two steps at once, and one that is to be alone without any other', async () => {
    const lines: string[] = [];
    const busy = (name: string, isAlone: boolean): Step => ({
      ...step(name, good),
      isAlone,
      async run() {
        lines.push(`${name} starts`);
        await setImmediate();
        lines.push(`${name} ends`);
        return good;
      },
    });
    await runSteps([busy('a', false), busy('b', false), busy('alone', true), busy('c', false)], () => {});
    expect(lines).toEqual([
      ...['a starts', 'b starts', 'a ends', 'b ends'],
      ...['alone starts', 'alone ends', 'c starts', 'c ends'],
    ]);
  });

  it('counts a step that throws as failed, and shows the reason', async () => {
    const crash: Step = { name: 'x', summary: 'the x', run: () => Promise.reject(new Error('no such program')) };
    const { lines, tally } = await run([crash]);
    expect(lines[0]).toContain('no such program');
    expect(tally).toMatchObject({ passed: 0, failed: 1 });
  });

  it('sums up tests, and collects what was skipped', async () => {
    const skipped = [{ name: 'a', reason: 'why' }];
    const { lines, tally } = await run([step('lint', good), step('unit', { ...good, passed: 7, failed: 2, skipped })]);
    expect(lines.at(-1)).toMatch(/the unit: 7 passed, 2 failed, 1 skipped$/);
    expect(tally).toEqual({ passed: 8, failed: 2, skipped });
  });
});

function step(name: string, result: StepResult, needs: readonly string[] = []): Step {
  return { name, summary: `the ${name}`, needs, run: () => Promise.resolve(result) };
}

async function run(steps: readonly Step[]) {
  const lines: string[] = [];
  const tally = await runSteps(steps, (line) => lines.push(line));
  return { lines, tally };
}
