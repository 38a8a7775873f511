import { describe, expect, it } from 'vitest';
import { measureNoise, noiseBetween, parseCpuTimes } from '../../src/engine/measure-noise.js';
import { describeNoise, isNoisy } from '../../src/model/machine-noise.js';

describe('the noise of a machine', () => {
  it('is the CPU time that other processes and the hypervisor used between two readings of /proc/stat', () => {
    // Two cores for 10 s: 4 s ours, 6 s of others, 1 s stolen, 1 s waiting for a disk, 8 s idle; the guest column is
    // included in user.
    const before = parseCpuTimes('cpu  1000 0 500 9000 100 0 0 50 1000 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n');
    const after = parseCpuTimes('cpu  1700 0 800 9800 200 0 0 150 1700 0\n');
    if (before === undefined || after === undefined) throw new Error('not parsed');
    const { stealPercent, otherCpuPercent } = noiseBetween(before, after, 4 / 20);
    expect(stealPercent).toBeCloseTo(5);
    expect(otherCpuPercent).toBeCloseTo(30);
  });

  it('can be measured here, and is described in one line', async () => {
    const noise = await measureNoise(50);
    expect(noise.otherCpuPercent).toBeGreaterThanOrEqual(0);
    expect(noise.otherCpuPercent).toBeLessThanOrEqual(100);
    expect(describeNoise(noise)).toMatch(/^other processes use \d+ % of the CPU, .*late \(p99\)$/);
  });

  it('is high if any of its figures is', () => {
    const quiet = { stealPercent: 0, otherCpuPercent: 3, timerLatenessP99Us: 120 };
    expect(isNoisy(quiet)).toBe(false);
    expect(isNoisy({ ...quiet, stealPercent: 12 })).toBe(true);
    expect(isNoisy({ ...quiet, otherCpuPercent: 60 })).toBe(true);
    expect(isNoisy({ ...quiet, timerLatenessP99Us: 8_000 })).toBe(true);
  });
});
