import { expect, it } from 'vitest';
import { growthPerMinute, median, rotated, summarizeCell } from '../../bench/lib/summarize.js';

const sample = (
  operationsPerSecond: number,
  cpuSeconds: number | null,
  serverCpuPercent: number | null,
  serverCorePercent: number | null = null,
) => ({
  operationsPerSecond,
  operations: 1_000_000,
  cpuSeconds,
  serverCpuPercent,
  serverCorePercent,
});

it('compares our median with that of the best rival, and our CPU with that of memtier', () => {
  const summary = summarizeCell({
    'cache-bench': [sample(240, 1, 80), sample(900, 9, 80), sample(100, 1, 80)],
    'redis-benchmark': [sample(200, 1, 90)],
    memtier_benchmark: [sample(150, 2, 70)],
  });
  expect(summary).toMatchObject({ bestRival: 'redis-benchmark', bestRivalPerSecond: 200, throughputRatio: 1.2 });
  expect(summary).toMatchObject({ cpuMicroseconds: 1, memtierCpuMicroseconds: 2, cpuRatioToMemtier: 0.5 });
  expect(summary).toMatchObject({ throughputBar: 'met', cpuBar: 'met' });
});

it.each([
  [119, 96, null, 'not met'],
  [119, 90, 96, 'not met'],
  [120, 50, null, 'met'],
  [80, 97, null, 'met'],
  [80, 90, 97, 'met'],
  // Another process used its core.
  [80, 89, 99, 'not met'],
  [119, null, null, 'unknown'],
] as const)('judges %d/s against 100/s with the server at %s %% and its core at %s %%: %s', (...given) => {
  const [perSecond, serverCpuPercent, serverCorePercent, verdict] = given;
  const ours = [sample(perSecond, 1, serverCpuPercent, serverCorePercent)];
  expect(summarizeCell({ 'cache-bench': ours, 'redis-benchmark': [sample(100, 1, 1)] }).throughputBar).toBe(verdict);
});

it.each([
  [0.75, 'met'],
  [0.76, 'not met'],
  [null, 'unknown'],
] as const)("judges CPU of %s of memtier's: %s", (cpuSeconds, verdict) => {
  const samples = { 'cache-bench': [sample(1, cpuSeconds, 1)], memtier_benchmark: [sample(1, 1, 1)] };
  expect(summarizeCell(samples).cpuBar).toBe(verdict);
});

it('has no figures for rivals that are not installed', () => {
  expect(summarizeCell({ 'cache-bench': [sample(1, 1, 50)] })).toMatchObject({
    bestRival: null,
    throughputRatio: null,
    throughputBar: 'unknown',
    cpuBar: 'unknown',
  });
});

it('starts each round with a different client', () => {
  expect([0, 1, 2, 3].map((round) => rotated(['a', 'b', 'c'], round).join(''))).toEqual(['abc', 'bca', 'cab', 'abc']);
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, null]);
});

it('measures how fast memory grows', () => {
  const samples = [0, 1, 2, 3].map((minute) => ({ atMs: minute * 60_000, residentBytes: 500 + 7 * minute }));
  expect(growthPerMinute(samples)).toBeCloseTo(7, 9);
  expect(growthPerMinute(samples.slice(0, 1))).toBeNull();
});
