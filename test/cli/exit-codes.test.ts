import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import Report from '../../src/commands/report.js';
import type { RunRecord } from '../../src/record/run-record.js';
import { runInProcess } from '../commands/run-in-process.js';
import { writeFakeServer } from '../engine/fixtures/fake-server.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { expectToAddUp } from './drill/adds-up.js';
import { fixture, run, savedRecord, validRecord } from './drill/run.js';

const quiet = fixture('quiet.yaml');

/** The exit code stays the same when a saved record is reported, in every format. */
async function expectSameWhenReported(record: RunRecord, exitCode: number): Promise<void> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'record.json');
  await writeFile(file, JSON.stringify(record));
  expect((await run(['report', file])).exitCode).toBe(exitCode);
  for (const format of [['--json'], ['--format', 'junit']])
    expect((await runInProcess(Report, [file, ...format])).exitCode).toBe(exitCode);
}

describe('a run exits with', () => {
  test('0 when every gate passed', async () => {
    const { exitCode, stdout, stderr, files } = await run(['run', quiet]);
    expect(stdout).toMatch(/^PASS {2}quiet: /m);
    expect(stdout).toMatch(/\nrecord {2}.*record\.json\n/);
    expect(stderr).toContain('phase steady\n');
    expect(stdout + stderr).not.toContain('\u001b');
    const record = savedRecord(files);
    expect(record.verdict).toBe('pass');
    expect(exitCode).toBe(0);
    expectToAddUp(record);
    const primary = record.topology.nodes.find(({ role }) => role === 'primary');
    const server = record.saturation.servers.find(({ node }) => node === primary?.id);
    expect(record.totals.operations.indeterminate).toBe(0);
    expect(server?.executedCommands).toBe(record.totals.operations.sent);
    // Without --keep there is no folder to name.
    expect(record.topology.nodes.map(({ dataDir }) => dataDir)).toEqual([null, null]);
    await expectSameWhenReported(record, 0);
  });

  test('2 when the server is too old for the audit, before anything is started', async () => {
    await using folder = await temporaryFolder();
    const binary = await writeFakeServer(join(folder.path, 'redis-server'), 'echo "Redis server v=6.0.16 sha=0"');
    const { exitCode, stdout, stderr, files } = await run(['run', quiet], {
      environment: { CACHE_BENCH_REDIS_BINARY: binary },
    });
    expect(stderr).toContain('The operation set needs SET ... GET, available since Redis 6.2');
    expect(stdout).toBe('');
    expect(files.size).toBe(0);
    expect(exitCode).toBe(2);
  });

  test('3 when a gate failed, with --quiet too', async () => {
    // Also on a busy machine: a generator that was the limit can only have lowered the throughput.
    const failing = ['run', quiet, '--duration', '500ms', '--gate', 'throughput < 1'];
    const [loud, silent] = await Promise.all([run(failing), run([...failing, '--quiet'])]);
    for (const { exitCode, stdout, files } of [loud, silent]) {
      expect(savedRecord(files).verdict).toBe('fail');
      expect(stdout).toMatch(/^FAIL {2}quiet: /m);
      expect(exitCode).toBe(3);
    }
    await expectSameWhenReported(savedRecord(loud.files), 3);
  });

  test('3 early when a gate with abortOnFail failed, and the record has that exit code', async () => {
    const gates = 'gates=[{ gate: throughput < 1, abortOnFail: true, after: 1s }]';
    const end = await run(['run', quiet, '--duration', '5m', '--set', gates, '--json']);
    const record = validRecord(end.stdout);
    expect(end.exitCode).toBe(3);
    expect(savedRecord(end.files)).toEqual(record);
    expect(record.run).toMatchObject({ abortedBy: 'throughput < 1', interrupted: false });
    expect(record.gates[0]).toMatchObject({
      verdict: 'fail',
      explanation: expect.stringContaining('ended the run early'),
    });
    expect(record.events.filter(({ type }) => type === 'aborted')).toHaveLength(1);
    expect(record.phases.at(-1)?.endMs).toBeLessThan(200_000);
  });

  test('4 when a gate has no data', async () => {
    const gate = 'response_time.p99 < 10s during settled';
    // The replica never returns, so the run never settles.
    const faults = 'faults=[{ at: 300ms, kill-process: { target: replica }, recover: none }]';
    const { exitCode, stdout } = await run(['run', quiet, '--set', faults, '--gate', gate, '--json', '--quiet']);
    const record = validRecord(stdout);
    const { verdict, gates } = record;
    expect(verdict).toBe('unknown');
    expect(gates.find(({ expression }) => expression === gate)).toMatchObject({ observed: null, verdict: 'unknown' });
    expect(exitCode).toBe(4);
    await expectSameWhenReported(record, 4);
  });

  test('4 when the load ended before the fault struck', async () => {
    const { exitCode, stdout } = await run(['run', fixture('late-fault.yaml'), '--json']);
    const { verdict, warnings, totals } = validRecord(stdout);
    expect(verdict).toBe('unknown');
    expect(warnings.map(({ code }) => code)).toContain('fault-not-injected');
    expect(totals.operations.planned).toBe(50);
    expect(exitCode).toBe(4);
  });

  test('4 when the generator was the limit and a latency gate fails', async () => {
    // More threads than cores, each too busy to sleep between two operations.
    const threads = Math.min(64, 4 * availableParallelism());
    const load = ['-t', threads, '-c', threads, '--rate', 1_500 * threads, '--duration', '700ms'].map(String);
    const { exitCode, stdout } = await run(['run', quiet, ...load, '--gate', 'response_time.p99 < 1us', '--json']);
    expect(validRecord(stdout)).toMatchObject({ verdict: 'unknown', saturation: { saturated: true } });
    expect(exitCode).toBe(4);
  });

  test('4 when the load threads were held up, however light the load; gates that hold regardless pass', async () => {
    const limits = ['--gate', 'response_time.p99 < 1us', '--gate', 'response_time.p99 < 10s'];
    const { exitCode, stdout } = await run(['run', quiet, '--duration', '700ms', ...limits, '--json'], {
      preload: 'hold-up-load.mjs',
    });
    const { gates, ...record } = validRecord(stdout);
    expect(record).toMatchObject({ verdict: 'unknown', saturation: { saturated: true } });
    const verdicts = Object.fromEntries(gates.map(({ expression, verdict }) => [expression, verdict]));
    expect(verdicts).toMatchObject({ 'response_time.p99 < 1us': 'unknown', 'response_time.p99 < 10s': 'pass' });
    expect(exitCode).toBe(4);
  });

  describe('5', () => {
    test('when the chosen engine is none, with the same message under --json', async () => {
      const environment = { CACHE_BENCH_REDIS_BINARY: quiet };
      const message = /CACHE_BENCH_REDIS_BINARY names .*quiet\.yaml/;
      const end = await run(['run', quiet], { environment });
      expect(end).toMatchObject({ exitCode: 5, stdout: '', stderr: expect.stringMatching(message), files: new Map() });
      const { stdout, exitCode } = await run(['run', quiet, '--json'], { environment });
      const error = { name: 'EnvironmentError', exitCode: 5, message: expect.stringMatching(message) };
      expect(JSON.parse(stdout)).toMatchObject({ error });
      expect(exitCode).toBe(5);
    });

    test("when a server won't start, quoting its output", async () => {
      const end = await run(['run', quiet, '--set', 'topology.config.maxmemory=plenty']);
      expect(end.stderr).toMatch(
        /The server n\d did not start: it exited with code 1\. Its last lines:[\s\S]*maxmemory/,
      );
      expect(end).toMatchObject({ exitCode: 5, files: new Map() });
    });

    test('when a port is taken', async () => {
      await using taken = await takePort('127.0.1.1');
      const end = await run(['run', quiet, '--set', `topology.basePort=${taken.port}`]);
      expect(end.stderr).toContain(`Port ${taken.port} on 127.0.1.1 is taken`);
      expect(end).toMatchObject({ exitCode: 5, files: new Map() });
    });
  });

  describe('1 when there is a bug, and what was measured is saved', () => {
    const buggy = async (preload: string, ...flags: readonly string[]) => {
      const end = await run(['run', quiet, '--duration', '6s', ...flags], { preload });
      const record = savedRecord(end.files);
      expect(record.run.interrupted).toBe(true);
      expect(record.totals.operations.ok).toBeGreaterThan(0);
      expect(end.stderr).toMatch(/The record is in .*record\.json\n/);
      expect(end.exitCode).toBe(1);
      return end;
    };

    test('in the main thread', async () => {
      const { stdout } = await buggy('throw-in-main.mjs', '--json');
      expect(JSON.parse(stdout)).toMatchObject({ error: { name: 'InternalError', exitCode: 1 } });
    });

    test('in a load thread', async () => {
      const { stderr } = await buggy('throw-in-load.mjs');
      expect(stderr).toMatch(/Error: planted in a load thread\n[\s\S]*report it/);
    });
  });
});

async function takePort(host: string): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen({ host, port: 0 }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, [Symbol.asyncDispose]: () => new Promise((done) => server.close(() => done())) };
}
