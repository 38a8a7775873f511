import { describe, expect, test } from 'vitest';
import { startProgram } from './drill/program.js';
import { fixture, run, validRecord } from './drill/run.js';

const given = ['run', fixture('quiet.yaml'), '--gate', 'response_time.p99 < 10s', '-t', '1', '--driver', 'ioredis'];

const stoppedMs = 700;

describe('a run of one load thread', () => {
  test('at two million operations per second is saturated, explains why and what to change, and exits with 4', async () => {
    const overload = ['--rate', '2000000', '-c', '100', '-P', '10', '--keys', '2000', '--json'];
    const { exitCode, stdout } = await run([...given, ...overload]);
    const { saturation, verdict } = validRecord(stdout);
    expect(saturation).toMatchObject({ saturated: true, reasons: [expect.stringContaining('load thread 1')] });
    expect(saturation.remedies).toContain('a lower rate (--rate)');
    expect(verdict).toBe('unknown');
    expect(exitCode).toBe(4);
  });

  test('at a moderate rate is not saturated, unless other programs take its CPU time', async () => {
    const { stdout } = await run([...given, '--rate', '200', '--json']);
    const { saturated, reasons, generator } = validRecord(stdout).saturation;
    const keptWaiting = generator.threads.some(({ waitedForCpuPercent }) => (waitedForCpuPercent ?? 0) >= 3);
    expect(saturated && !keptWaiting, reasons.join()).toBe(false);
  });
});

test('a run whose own process was paused reports the stall, and blames no server for it', async () => {
  const gates = ['availability >= 99.99%', 'unavailability.write < 100ms'].flatMap((gate) => ['--gate', gate]);
  const fault = 'faults=[{at: 500ms, pause-process: {target: replica}, after: 50ms}]';
  await using program = await startProgram([...given, ...gates, '--duration', '3s', '--set', fault, '--json']);
  await program.saw(/is healed/);
  process.kill(program.pid, 'SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, stoppedMs));
  process.kill(program.pid, 'SIGCONT');
  const { exitCode, stdout } = await program.end();
  const { stalls = [], events, otherOutages, availability, faults, ...record } = validRecord(stdout);
  // The main thread stalled as well: the events list the stalls of the load.
  const stall = stalls.find(({ durationMs, thread }) => thread !== 'main' && durationMs >= stoppedMs - 50);
  expect(stall, JSON.stringify(stalls)).toBeDefined();
  const healed = events.find(({ type }) => type === 'fault-healed');
  // The stall counts from when a turn was due, which may be slightly before the process was paused.
  expect(stall?.startMs).toBeGreaterThan((healed?.atMs ?? Number.POSITIVE_INFINITY) - 100);
  expect(events).toContainEqual(expect.objectContaining({ type: 'stall', atMs: stall?.startMs }));
  expect(availability.longestOutageMs).toBeLessThan(stoppedMs);
  expect(faults[0]?.unavailability.proberWriteMs).toBeLessThan(stoppedMs);
  expect(otherOutages?.filter(({ durationMs }) => durationMs >= stoppedMs)).toEqual([]);
  expect(record.gates.map(({ verdict }) => verdict)).not.toContain('fail');
  expect(record.answer?.sentences.join(' ')).toMatch(
    /The load generator stalled .* not counted as (an outage|outages)/,
  );
  expect([0, 4]).toContain(exitCode);
});
