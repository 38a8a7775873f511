import { access } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { expectToAddUp } from './drill/adds-up.js';
import { leftBehind, processesInside, serverEndpoints } from './drill/left-behind.js';
import { killGroup, type Program, startProgram } from './drill/program.js';
import { filesIn, fixture, savedRecord, validRecord } from './drill/run.js';

const quiet = fixture('quiet.yaml');
const measuring = /^ +\d+ s of .*$/m;

/** A run long enough that only an interruption ends it. */
const long = (...more: readonly string[]) => ['run', quiet, '--topology', 'sentinel', '--duration', '60s', ...more];

describe('a run that is interrupted while measuring', () => {
  // SIGINT and SIGHUP: see below.
  test('by SIGTERM saves its measurements and exits with 130', async () => {
    await using program = await startProgram(long());
    await program.saw(measuring);
    const endpoints = await serverEndpoints(program.temporaryFolder);
    expect(endpoints).toHaveLength(5);
    process.kill(program.pid, 'SIGTERM');
    const { exitCode, stdout, stderr } = await program.end();
    const record = savedRecord(await filesIn(program.folder));
    expect(record.run.interrupted).toBe(true);
    expect(record.verdict).toBe('unknown');
    expect(record.events).toContainEqual(expect.objectContaining({ type: 'interrupted', signal: 'SIGTERM' }));
    expect(record.totals.operations.ok).toBeGreaterThan(0);
    expectToAddUp(record);
    expect(stdout).toMatch(/\nrecord {2}.*record\.json\n/);
    expect(stderr).toContain('interrupted: saving the measurements');
    expect(exitCode).toBe(130);
    expect(await leftBehind(program.temporaryFolder, endpoints)).toEqual([]);
  });

  test('by SIGINT twice in a row, under --json, still prints one record and where it is saved', async () => {
    await using program = await startProgram(long('--json'));
    await program.saw(measuring);
    process.kill(program.pid, 'SIGINT');
    process.kill(program.pid, 'SIGINT');
    const { exitCode, stdout, stderr } = await program.end();
    expect(validRecord(stdout)).toEqual(savedRecord(await filesIn(program.folder)));
    expect(stderr).toMatch(/The record is in .*record\.json\n/);
    expect(exitCode).toBe(130);
    expect(await leftBehind(program.temporaryFolder)).toEqual([]);
  });
});

describe('a run that is interrupted before measuring', () => {
  test('in warm-up ends with 130 and saves nothing', async () => {
    await using program = await startProgram(['run', quiet, '--warmup', '60s', '--json']);
    await program.saw(/^phase warmup$/m);
    process.kill(program.pid, 'SIGTERM');
    const { exitCode, stdout } = await program.end();
    expect(JSON.parse(stdout)).toMatchObject({ error: { name: 'InterruptedError', exitCode: 130 } });
    expect(exitCode).toBe(130);
    expect((await filesIn(program.folder)).size).toBe(0);
    expect(await leftBehind(program.temporaryFolder)).toEqual([]);
  });

  test('while its cluster starts exits with 130 and saves nothing', async () => {
    await using program = await startProgram(['run', quiet]);
    await program.saw(/^redis .* at /m);
    process.kill(program.pid, 'SIGINT');
    const { exitCode, stderr } = await program.end();
    expect(stderr).toMatch(/^Error: Interrupted/m);
    expect(exitCode).toBe(130);
    expect(await leftBehind(program.temporaryFolder)).toEqual([]);
  });
});

describe('SIGKILL', () => {
  const kills: [string, (program: Program) => void][] = [
    ['of the program', ({ pid }) => process.kill(pid, 'SIGKILL')],
    ['of its whole process group', ({ pid }) => killGroup(pid)],
  ];
  test.each(kills)('%s leaves no server, folder or port', async (_, kill) => {
    await using program = await startProgram(long());
    await program.saw(measuring);
    const endpoints = await serverEndpoints(program.temporaryFolder);
    expect((await processesInside(program.temporaryFolder)).length).toBeGreaterThanOrEqual(5);
    kill(program);
    expect(await program.end()).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    expect(await leftBehind(program.temporaryFolder, endpoints)).toEqual([]);
  });
});

test('a closed stdout changes nothing: everything is saved, and nothing is left behind', async () => {
  await using program = await startProgram(['run', quiet, '--duration', '300ms']);
  program.child.stdout?.destroy();
  const { exitCode, stderr } = await program.end();
  expect(stderr).not.toContain('EPIPE');
  expect(exitCode).toBe(0);
  expect(savedRecord(await filesIn(program.folder)).verdict).toBe('pass');
  expect(await leftBehind(program.temporaryFolder)).toEqual([]);
});

test('a closed terminal, including stderr, changes nothing', async () => {
  await using program = await startProgram(long());
  await program.saw(measuring);
  program.child.stdout?.destroy();
  program.child.stderr?.destroy();
  process.kill(program.pid, 'SIGHUP');
  expect((await program.end()).exitCode).toBe(130);
  expect(savedRecord(await filesIn(program.folder)).run.interrupted).toBe(true);
  expect(await leftBehind(program.temporaryFolder)).toEqual([]);
});

test('--keep keeps the folders and logs, and the record has their location', async () => {
  await using program = await startProgram(['run', quiet, '--duration', '300ms', '--keep', '--json']);
  const { exitCode, stdout, stderr } = await program.end();
  const { nodes, nodesAtEnd } = validRecord(stdout).topology;
  for (const { dataDir } of [...nodes, ...nodesAtEnd]) {
    expect(dataDir).toContain(program.temporaryFolder);
    await access(`${dataDir}/log`);
  }
  expect(stderr).toMatch(/The servers' folders and logs are in .*cache-bench-/);
  expect(exitCode).toBe(0);
  expect(await leftBehindProcesses(program)).toEqual([]);
});

test('--keep keeps the logs of servers that failed to start', async () => {
  await using program = await startProgram(['run', quiet, '--keep', '--set', 'topology.config.maxmemory=plenty']);
  const { exitCode, stderr } = await program.end();
  const kept = /folders and logs are in (.*)\n/.exec(stderr)?.[1] ?? '';
  await access(`${kept}/n1/log`);
  expect(exitCode).toBe(5);
  expect(await leftBehindProcesses(program)).toEqual([]);
});

/** The folder stays, but no process. */
async function leftBehindProcesses({ temporaryFolder }: Program): Promise<readonly string[]> {
  return (await processesInside(temporaryFolder)).map(({ command }) => command);
}
