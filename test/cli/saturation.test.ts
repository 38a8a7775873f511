import { describe, expect, test } from 'vitest';
import { fixture, run, validRecord } from './drill/run.js';

const given = ['run', fixture('quiet.yaml'), '--gate', 'response_time.p99 < 10s', '-t', '1', '--driver', 'ioredis'];

describe('a run of one load thread', () => {
  test('at two million operations a second is saturated: it says why, what to change, and ends with 4', async () => {
    const overload = ['--rate', '2000000', '-c', '100', '-P', '10', '--keys', '2000', '--json'];
    const { exitCode, stdout } = await run([...given, ...overload]);
    const { saturation, verdict } = validRecord(stdout);
    expect(saturation).toMatchObject({ saturated: true, reasons: [expect.stringContaining('load thread 1')] });
    expect(saturation.remedies).toContain('a lower rate (--rate)');
    expect(verdict).toBe('unknown');
    expect(exitCode).toBe(4);
  });

  test('at a calm rate is not saturated, unless other programs keep it from the processor', async () => {
    const { stdout } = await run([...given, '--rate', '200', '--json']);
    const { saturated, reasons, generator } = validRecord(stdout).saturation;
    const keptWaiting = generator.threads.some(({ waitedForCpuPercent }) => (waitedForCpuPercent ?? 0) >= 3);
    expect(saturated && !keptWaiting, reasons.join()).toBe(false);
  });
});
