import { describe, expect, it } from 'vitest';
import type { IntervalCounts, ThreadUse } from '../../src/metrics/interval-counts.js';
import { addUpCounts } from '../../src/metrics/latency-sum.js';
import { judgeSaturation } from '../../src/metrics/saturation.js';
import { ThreadHistory } from '../../src/metrics/thread-history.js';
import type { SaturationRecord } from '../../src/record/sections/saturation.js';
import { intervalOf, latencyCountsOf } from './interval-fixture.js';

describe('the load generator', () => {
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
    { name: 'a third of the time waiting for a core, and on time', thread: { waitedForCpuMs: 33 }, saturated: false },
    { name: 'a system that reports nothing', thread: { cpuMs: null, waitedForCpuMs: null }, saturated: false },
  ])('in an open loop with $name: saturated $saturated', ({ thread, saturated }) => {
    const record = judge([intervalOf(0, { thread }), intervalOf(1, { thread })], false);
    expect(record.saturated).toBe(saturated);
    expect(record.reasons).toHaveLength(saturated ? 1 : 0);
    for (const reason of record.reasons) expect(reason).toMatch(/^load thread 1 was held up for 30\.0 ms/);
    if (saturated) expect(record.remedies?.join()).toContain('--rate');
  });

  it('waits for a core at most all of the time, even if its ticker also waits', () => {
    const ticker = { cpuMs: 1, waitedForCpuMs: 80 };
    const thread = { waitedForCpuMs: 70, ticker, eventLoopDelay: latencyCountsOf([30]) };
    const { reasons, generator } = judge([intervalOf(0, { thread })], false);
    expect(reasons[0]).toMatch(/waited for a free core 100 % of the time$/);
    expect(generator.threads[0]?.waitedForCpuPercent).toBe(100);
  });

  it.each<{ name: string; cpuMs: number | null; serverPercent: readonly (number | null)[]; saturated: boolean }>([
    { name: 'a busy thread before an idle server', cpuMs: 99, serverPercent: [40], saturated: true },
    { name: 'a busy thread before a busy server', cpuMs: 99, serverPercent: [10, 97], saturated: false },
    { name: 'a thread with time to spare', cpuMs: 60, serverPercent: [40], saturated: false },
    { name: 'a server that reports nothing', cpuMs: 99, serverPercent: [null], saturated: false },
    { name: 'a thread of which nothing is known', cpuMs: null, serverPercent: [40], saturated: false },
    { name: 'nothing known of any server, as of a target', cpuMs: 60, serverPercent: [], saturated: false },
  ])('in a closed loop with $name: saturated $saturated', ({ cpuMs, serverPercent, saturated }) => {
    const record = judge([intervalOf(0, { thread: { cpuMs } })], true, serverPercent);
    expect(record.saturated).toBe(saturated);
    expect(record.reasons).toHaveLength(saturated ? 1 : 0);
    if (saturated) expect(record.remedies?.join()).toContain('--threads');
  });

  describe('in an open loop that sends 20 ms late', () => {
    const response = { all: { response: latencyCountsOf([21, 22, 23]), service: latencyCountsOf([1, 2, 3]) } };
    const lateBy = (lagMs: number, thread: Partial<ThreadUse>) => ({
      thread,
      latency: response,
      schedulingLag: latencyCountsOf([0.1, lagMs]),
    });
    const run = (late: number, thread: Partial<ThreadUse>) =>
      Array.from({ length: 20 }, (_, number) => intervalOf(number, lateBy(number < late ? 20 : 0.1, thread)));

    it('for much of the run, without a moment to spare, is the limit', () => {
      const { saturated, reasons } = judge(run(5, { cpuMs: 97 }), false, [40]);
      expect(saturated).toBe(true);
      expect(reasons[0]).toMatch(/^load thread 1 sent operations up to 20\.0 ms \(p99\) after their planned start/);
      expect(reasons[0]).toContain('used 97 % of a core');
    });

    it('because others use its core is the limit, and reports that', () => {
      const { reasons, remedies } = judge(run(20, { cpuMs: 50, waitedForCpuMs: 48 }), false, [40]);
      expect(reasons[0]).toContain('used 50 % of a core, and waited for a free core 48 % of the time');
      expect(remedies?.join()).toContain('a machine with more free cores');
      expect(remedies?.join()).not.toContain('more threads');
    });

    it.each<{ name: string; intervals: readonly IntervalCounts[]; serverPercent: number }>([
      { name: 'with time to spare waits for a free connection', intervals: run(20, { cpuMs: 80 }), serverPercent: 40 },
      { name: 'in one short stall was held up by that', intervals: run(1, { cpuMs: 99 }), serverPercent: 40 },
      {
        name: 'now and then, with one operation in a thousand late, is on time',
        intervals: run(20, { cpuMs: 99 }).map((interval) => ({
          ...interval,
          schedulingLag: latencyCountsOf([20, ...Array.from({ length: 999 }, () => 0.1)]),
        })),
        serverPercent: 40,
      },
      { name: 'before a busy server waits for that', intervals: run(20, { cpuMs: 99 }), serverPercent: 95 },
      {
        name: "where the system reports nothing can't be blamed",
        intervals: run(20, { cpuMs: null }),
        serverPercent: 40,
      },
      {
        name: 'of answers that take much longer changes little',
        intervals: run(20, { cpuMs: 99 }).map((interval) => ({
          ...interval,
          latency: { all: { response: latencyCountsOf([500]), service: null } },
        })),
        serverPercent: 40,
      },
    ])('$name: it is not the limit', ({ intervals, serverPercent }) => {
      expect(judge(intervals, false, [serverPercent])).toMatchObject({ saturated: false, reasons: [], remedies: [] });
    });
  });

  it.each([true, false])(
    'that collects garbage for a tenth of the time is the limit (closed loop: %s)',
    (closedLoop) => {
      const { saturated, reasons, remedies } = judge([intervalOf(0, { thread: { gcMs: 12 } })], closedLoop, [40]);
      expect(saturated).toBe(true);
      expect(reasons).toEqual(['load thread 1 collected garbage for 12 % of the time']);
      expect(remedies?.join()).toContain('--value-size');
    },
  );

  it('in a closed loop that others keep from its core is the limit', () => {
    const thread = { cpuMs: 60, waitedForCpuMs: 38 };
    const { reasons } = judge([intervalOf(0, { thread })], true, [40]);
    expect(reasons[0]).toContain('used 60 % of a core, and waited for a free core 38 % of the time');
  });

  it('is reported by thread, in shares of the watched time', () => {
    const intervals = [
      intervalOf(0, { thread: { cpuMs: 20, gcMs: 1 }, schedulingLag: latencyCountsOf([0.1]) }),
      intervalOf(1, { thread: { cpuMs: 60, gcMs: 2, eventLoopDelay: latencyCountsOf([2]) } }),
    ];
    expect(judge(intervals, false).generator.threads).toEqual([
      { cpuPercent: 40, waitedForCpuPercent: 0, eventLoopDelayP99Us: 2_000, schedulingLagP99Us: 100, gcMs: 3 },
    ]);
  });

  it('has no figure if nothing was watched', () => {
    expect(judge([], false).generator.threads).toEqual([
      { cpuPercent: null, waitedForCpuPercent: null, eventLoopDelayP99Us: null, schedulingLagP99Us: null, gcMs: 0 },
    ]);
  });
});

describe('the recommended change', () => {
  const busy = intervalOf(0, { thread: { cpuMs: 99 } });
  const waiting = intervalOf(0, { thread: { cpuMs: 50, waitedForCpuMs: 49 } });
  const remediesOf = (
    workers: readonly IntervalCounts[],
    machine: Partial<Parameters<typeof judgeSaturation>[0]>,
  ): string =>
    judgeSaturation({
      ...calm,
      threads: workers.map((one) => historyOf([one])),
      closedLoop: true,
      ...machine,
    }).remedies!.join();

  it('is the number of threads if cores are free', () => {
    expect(remediesOf([busy], { cpuCount: 8 })).toContain('more threads (--threads)');
  });

  it('is the machine if each core has its thread', () => {
    const remedies = remediesOf([busy], { cpuCount: 2 });
    expect(remedies).toContain('a machine with more than the 2 cores of this one');
    expect(remedies).not.toContain('threads');
  });

  it('is not the number of threads if each connection has one', () => {
    expect(remediesOf([busy, busy], { cpuCount: 8, connections: 2 })).not.toContain('more threads');
  });

  it('is fewer threads if there are more than cores', () => {
    expect(remediesOf([waiting, waiting], { cpuCount: 2 })).toContain('fewer threads (--threads)');
  });

  it('is fewer connections if a thread has very many', () => {
    expect(remediesOf([busy], { cpuCount: 8, connections: 10_000 })).toContain('fewer connections (--connections)');
    expect(remediesOf([busy], { cpuCount: 8, connections: 50 })).not.toContain('fewer connections');
  });

  it('is the machine if servers and generator use all of it', () => {
    const servers = [serverAt(80)];
    expect(remediesOf([waiting], { cpuCount: 2, generatorCpuPercent: 110, servers })).toContain(
      'servers and generator used all of the 2 cores that they share',
    );
    expect(remediesOf([waiting], { cpuCount: 4, generatorCpuPercent: 110, servers })).toContain(
      'others kept the generator from the 4 cores of this one',
    );
  });
});

const calm = {
  threads: [],
  responseP99Us: null,
  closedLoop: false,
  connections: 16,
  cpuCount: 4,
  generatorCpuPercent: null,
  servers: [],
};

function judge(
  intervals: readonly IntervalCounts[],
  closedLoop: boolean,
  serverPercent: readonly (number | null)[] = [],
): SaturationRecord {
  const servers = serverPercent.map(serverAt);
  const responses = intervals.flatMap(({ latency }) => Object.values(latency).map(({ response }) => response));
  const responseP99Us = addUpCounts(responses).quantileUs(0.99);
  return judgeSaturation({ ...calm, threads: [historyOf(intervals)], responseP99Us, closedLoop, servers });
}

function historyOf(intervals: readonly IntervalCounts[]): ThreadHistory {
  const history = new ThreadHistory();
  for (const interval of intervals) history.add(interval);
  return history;
}

function serverAt(cpuPercent: number | null, index = 0): SaturationRecord['servers'][number] {
  return { node: `n${index}`, cpuPercent, executedCommands: null, usedMemoryBytes: null, evictedKeys: null };
}
