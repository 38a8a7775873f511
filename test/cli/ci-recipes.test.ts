import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { forkRandom } from '../../src/random/random.js';
import { writeRecord } from '../../src/record/write-record.js';
import { noisyRuns, sharedMachineRuns } from '../gate/compare/measured-runs.js';

/**
 * The shell code of the shipped recipes, run like a CI system runs it. `npx cache-bench compare` is the real program;
 * `npx cache-bench run` writes the requested number of records of a noisy machine, with doubled latency if the test
 * requires it.
 */
const recipes = {
  'GitHub Actions': {
    base: await stepOf('Measure the base branch'),
    new: await stepOf('Measure this branch'),
    compare: await stepOf('Compare with the base branch'),
  },
  'GitLab CI': {
    base: await scriptOf('baseline', 0),
    new: await scriptOf('compare', 0),
    compare: await scriptOf('compare', 1),
  },
  'docs/ci.md': await linesOfDocument(),
};
const program = join(process.cwd(), 'bin', 'run.js');
/** One per latency factor, with enough runs for any recipe. */
const pools = { base: [1, 'base'], equal: [1, 'equal'], doubled: [2, 'doubled'], few: [2, 'few'] } as const;

describe.each(Object.entries(recipes))('the recipe for %s', (_, recipe) => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cb-recipe-'));
    for (const [name, [factor, seed]] of Object.entries(pools)) {
      const random = forkRandom(11, seed);
      const records =
        name === 'few' ? noisyRuns(3, 0.03, random) : sharedMachineRuns(20, random, { p50: factor, p99: factor });
      for (const record of records) await writeRecord(record, join(folder, 'pools', name));
    }
    await mkdir(join(folder, 'bin'));
    for (const name of ['npx', 'cache-bench']) {
      const file = join(folder, 'bin', name);
      await writeFile(file, standIn);
      await chmod(file, 0o755);
    }
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['fails on a doubled latency', 'doubled', 3],
    ['passes when nothing changed', 'equal', 0],
    ["does not pass when the runs can't tell", 'few', 4],
  ])('%s', async (_, pool, code) => {
    const here = await mkdtemp(join(folder, 'work-'));
    expect(await shell(recipe.base, here, 'base')).toBe(0);
    expect(await shell(recipe.new, here, pool)).toBe(0);
    expect(await shell(recipe.compare, here, pool)).toBe(code);
  });

  /** Like CI systems: the first failing command ends the step. */
  async function shell(script: string, workingDirectory: string, pool: string): Promise<number | null> {
    const environment = {
      ...process.env,
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      POOL: join(folder, 'pools', pool),
    };
    const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd: workingDirectory,
      env: { ...environment, PROGRAM: program },
    });
    const [code] = await once(child, 'close');
    return code as number | null;
  }
});

/** `npx cache-bench ARGUMENTS`, or `cache-bench ARGUMENTS`. */
const standIn = `#!/usr/bin/env bash
set -e
[ "$1" = cache-bench ] && shift
if [ "$1" != run ]; then exec node "$PROGRAM" "$@"; fi
runs=1
while [ $# -gt 0 ]; do
  case "$1" in --repeat) runs=$2 ;; --out) out=$2 ;; esac
  shift
done
mkdir -p "$out"
find "$POOL" -mindepth 1 -maxdepth 1 | sort | head -n "$runs" | xargs -I{} cp -r {} "$out"
`;

async function stepOf(name: string): Promise<string> {
  const { jobs } = parse(await readFile('examples/ci/github-actions.yml', 'utf8'));
  const step = jobs.drill.steps.find((one: { name?: string }) => one.name === name);
  expect(step, name).toBeDefined();
  return step.run;
}

async function scriptOf(job: string, line: number): Promise<string> {
  return parse(await readFile('examples/ci/gitlab-ci.yml', 'utf8'))[job].script[line];
}

async function linesOfDocument() {
  const text = await readFile('docs/ci.md', 'utf8');
  const [base = '', changed = '', ...compare] = (/```sh\n(.*?)```/s.exec(text)?.[1] ?? '').split('\n');
  return { base, new: changed, compare: compare.join('\n') };
}
