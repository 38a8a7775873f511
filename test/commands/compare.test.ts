import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from '@oclif/core';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import Compare from '../../src/commands/compare.js';
import { forkRandom } from '../../src/random/random.js';
import { comparisonSchema } from '../../src/record/series/comparison.js';
import { writeRecord } from '../../src/record/write-record.js';
import { noisyRuns, runOf } from '../gate/compare/measured-runs.js';
import { runInProcess } from './run-in-process.js';

const compare = (...argv: readonly string[]) => runInProcess(Compare, argv);

// The built program compares in test/cli/ci-recipes.test.ts.
describe('compare', () => {
  let folder: string;
  const side = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-compare-'));
    const sides = {
      base: noisyRuns(10, 0.02, forkRandom(1, 'base')),
      same: noisyRuns(10, 0.02, forkRandom(2, 'same')),
      slower: noisyRuns(10, 0.02, forkRandom(3, 'slower'), { throughput: 0.8, p99: 1.4 }),
      one: [runOf(0)],
    };
    for (const [name, records] of Object.entries(sides))
      for (const record of records) await writeRecord(record, side(name));
  });

  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    ['0 when no figure differs', 'same', 0, /^NO DIFFERENCE {2}steady-state/],
    ['3 when one is worse', 'slower', 3, /^WORSE {2}steady-state: new is worse in throughput, response_time\.p99/],
    ["4 when the runs can't tell", 'one', 4, /^NO VERDICT {2}steady-state/],
  ])('%s, with the same code and a valid document under --json', async (_, other, code, headline) => {
    const result = await compare(side('base'), side(other));
    expect([result.exitCode, result.stderr]).toEqual([code, '']);
    expect(result.stdout).toMatch(headline);
    const { exitCode, stdout } = await compare(side('base'), side(other), '--json');
    expect(exitCode).toBe(code);
    expect(comparisonSchema.parse(JSON.parse(stdout)).base.runIds).toHaveLength(10);
  });

  it('writes Markdown with only the requested figures', async () => {
    const { stdout, exitCode } = await compare(
      ...[side('base'), side('slower'), '--format', 'md', '--figure', 'response_time.set.p99'],
    );
    expect(stdout).toMatch(/^### WORSE: steady-state/);
    expect(stdout).toContain('set.p99');
    expect(stdout).not.toContain('throughput');
    expect(exitCode).toBe(3);
  });

  it('of single runs shows the figures, and has no verdict', async () => {
    const { stdout, exitCode } = await compare(side('one'), join(side('one'), 'run-0', 'record.json'));
    expect(stdout).toContain('One run per side: noise allows no verdict');
    expect(stdout).toMatch(/throughput +10,000\/s +10,000\/s/);
    expect(exitCode).toBe(4);
  });
});

describe('docs/compare.md', () => {
  it('shows only commands whose flags exist', async () => {
    const text = await readFile('docs/compare.md', 'utf8');
    const commands = [...text.matchAll(/^cache-bench (\S+)(.*?)(?: {2,}#.*)?$/gm)];
    expect(commands.length).toBeGreaterThanOrEqual(6);
    const config = await Config.load({ root: process.cwd() });
    for (const [line, id = '', rest = ''] of commands) {
      const command = config.findCommand(id, { must: true });
      for (const [, flag = ''] of rest.matchAll(/ --([a-z-]+)/g))
        expect(Object.keys(command.flags), line).toContain(flag);
    }
  });
});
