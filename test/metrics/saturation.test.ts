import { describe, expect, it } from 'vitest';
import type { IntervalCounts, ThreadUse } from '../../src/metrics/interval-counts.js';
import { judgeSaturation } from '../../src/metrics/saturation.js';
import type { SaturationRecord } from '../../src/model/run-record.js';
import { intervalOf, latencyCountsOf } from './interval-fixture.js';

describe('the generator', () => {
  it.each<{ name: string; thread: Partial<ThreadUse>; saturated: boolean }>([
    { name: 'an easy load', thread: {}, saturated: false },
    { name: 'a busy core of its own, on time', thread: { cpuMs: 100 }, saturated: false },
    { name: 'an event loop held up for 30 ms', thread: { eventLoopDelay: latencyCountsOf([30]) }, saturated: true },
    { name: 'an event loop held up for 5 ms', thread: { eventLoopDelay: latencyCountsOf([5]) }, saturated: false },
    {
      name: 'one long delay in a thousand',
      thread: { eventLoopDelay: latencyCountsOf([50, ...Array.from({ length: 999 }, () => 0.1)]) },
      saturated: false,
    },
    { name: 'a third of the time waiting for a core', thread: { waitedForCpuMs: 33 }, saturated: true },
    { name: 'a tenth of the time waiting for a core', thread: { waitedForCpuMs: 10 }, saturated: false },
    { name: 'a system that tells nothing', thread: { cpuMs: null, waitedForCpuMs: null }, saturated: false },
  ])('in open loop with $name: saturated $saturated', ({ thread, saturated }) => {
    const record = judge([intervalOf(0, { thread }), intervalOf(1, { thread })], false);
    expect(record.saturated).toBe(saturated);
    expect(record.reasons).toHaveLength(saturated ? 1 : 0);
    for (const reason of record.reasons) expect(reason).toMatch(/^load thread 1 .*: .*--rate/);
  });

  it.each<{ name: string; cpuMs: number | null; serverPercent: readonly (number | null)[]; saturated: boolean }>([
    { name: 'a busy thread before an idle server', cpuMs: 99, serverPercent: [40], saturated: true },
    { name: 'a busy thread before a busy server', cpuMs: 99, serverPercent: [10, 97], saturated: false },
    { name: 'a thread with time to spare', cpuMs: 60, serverPercent: [40], saturated: false },
    { name: 'a server that tells nothing', cpuMs: 99, serverPercent: [null], saturated: false },
    { name: 'a thread of which nothing is known', cpuMs: null, serverPercent: [40], saturated: false },
  ])('in closed loop with $name: saturated $saturated', ({ cpuMs, serverPercent, saturated }) => {
    const record = judge([intervalOf(0, { thread: { cpuMs } })], true, serverPercent);
    expect(record.saturated).toBe(saturated);
    expect(record.reasons).toHaveLength(saturated ? 1 : 0);
    for (const reason of record.reasons) expect(reason).toContain('--threads');
  });

  it('is told by thread, in shares of the time it was watched', () => {
    const intervals = [
      intervalOf(0, { thread: { cpuMs: 20, gcMs: 1 }, schedulingLag: latencyCountsOf([0.1]) }),
      intervalOf(1, { thread: { cpuMs: 60, gcMs: 2, eventLoopDelay: latencyCountsOf([2]) } }),
    ];
    expect(judge(intervals, false).generator.threads).toEqual([
      { cpuPercent: 40, eventLoopDelayP99Us: 2_000, schedulingLagP99Us: 100, gcMs: 3 },
    ]);
  });

  it('has no figure where nothing was watched', () => {
    expect(judge([], false).generator.threads).toEqual([
      { cpuPercent: null, eventLoopDelayP99Us: null, schedulingLagP99Us: null, gcMs: 0 },
    ]);
  });
});

function judge(
  intervals: readonly IntervalCounts[],
  closedLoop: boolean,
  serverPercent: readonly (number | null)[] = [],
): SaturationRecord {
  const servers = serverPercent.map((cpuPercent, index) => ({
    node: `n${index}`,
    cpuPercent,
    executedCommands: null,
    usedMemoryBytes: null,
    evictedKeys: null,
  }));
  return judgeSaturation({ workers: [intervals], closedLoop, generatorCpuPercent: null, servers });
}
