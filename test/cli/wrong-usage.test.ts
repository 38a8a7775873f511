import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture, type RunEnd, run } from './drill/run.js';

const quiet = fixture('quiet.yaml');

/** Wrong usage is reported before anything is started: no server, and no folder of reports. */
function expectRefused(end: RunEnd, message: RegExp): void {
  expect(end.stderr).toMatch(message);
  expect(end.stderr).toMatch(/^Error: /);
  expect(end.stderr).not.toMatch(/^redis .* at |^ +at .*\.js:/m);
  expect(end).toMatchObject({ exitCode: 2, stdout: '', files: new Map() });
}

// What is refused, and with which message: test/commands/refusals.test.ts.
test('a bad scenario is reported in one error, and starts nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cb-scenarios-'));
  const file = join(folder, 'bad.yaml');
  await writeFile(file, 'name: bad\nworkload:\n  conections: 3\n');
  expectRefused(await run(['run', file]), /:3[:\s].*conections[\s\S]*connections/);
  await rm(folder, { recursive: true });
});

test('a wrong flag is named, under --json too', async () => {
  expectRefused(await run(['run', quiet, '--driver', 'ioreds']), /--driver.*expected.*ioredis.*found.*ioreds/);
  const { stdout, stderr, exitCode } = await run(['run', quiet, '--driver', 'ioreds', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ error: { message: expect.stringContaining('--driver'), exitCode: 2 } });
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 2 });
});

test('a flag named like a setting is answered with --set', async () => {
  expectRefused(await run(['run', quiet, '--stampede', 'lock']), /use --set workload\.pattern\.stampede=VALUE/);
});

test('checking --out leaves nothing in it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cb-out-'));
  const environment = { CACHE_BENCH_REDIS_BINARY: quiet };
  expect((await run(['run', quiet, '--out', join(folder, 'a', 'b')], { environment })).exitCode).toBe(5);
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

test('an unknown command is named with the nearest one', async () => {
  expectRefused(await run(['scenario', 'lst']), /no command "scenario lst"\. Did you mean "scenario list"\?/);
});

test('an unknown command is reported as JSON under --json', async () => {
  const { stdout, stderr, exitCode } = await run(['foo', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ error: { name: 'UsageError', exitCode: 2 } });
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 2 });
});
