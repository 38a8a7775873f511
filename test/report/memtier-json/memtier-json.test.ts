import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.js';
import { memtierJson } from '../../../src/report/memtier-json/memtier-json.js';
import { buildRecord } from '../../fixtures/records/build-record.js';
import { fixtureRecords } from '../../fixtures/records/fixture-records.js';

/** The output of memtier_benchmark 2.2 for a run of 3 s, cut to two of its seconds. */
const theirsFile = join(import.meta.dirname, 'from-memtier.json');

describe('a memtier report', () => {
  it.each(Object.entries(fixtureRecords))(
    'of %s has the fields of memtier_benchmark, with the same types',
    async (_, record) => {
      const theirs = typesByPath(JSON.parse(await readFile(theirsFile, 'utf8')));
      const ours = typesByPath(JSON.parse(memtierJson.render(record)));
      expect(ours.size).toBeGreaterThan(25);
      for (const [path, type] of ours) {
        if (/cache-bench|p(90|95)\.00|p99\.99/.test(path)) continue;
        expect([path, theirs.get(path)]).toEqual([path, type]);
      }
    },
  );

  it('has every figure that importers read, except bytes', async () => {
    const theirs = typesByPath(JSON.parse(await readFile(theirsFile, 'utf8')));
    const record = buildRecord({ scenario: { workload: { connections: 16 } } });
    const ours = typesByPath(JSON.parse(memtierJson.render(record)));
    const missing = [...theirs.keys()]
      .filter((path) => !ours.has(path))
      .filter((path) => /^(run information|ALL STATS\.(Runtime|Sets|Gets|Totals))/.test(path))
      .filter((path) => !/KB\/sec|Bytes|Time-Serie/.test(path));
    // A record does not divide errors by kind.
    expect(missing).toEqual([
      'ALL STATS.Sets.Connection Errors/sec',
      'ALL STATS.Sets.Connection Errors',
      'ALL STATS.Gets.Connection Errors/sec',
      'ALL STATS.Gets.Connection Errors',
    ]);
  });

  it('matches the record, with service times in milliseconds', () => {
    const stats = statsOf(fixtureRecords['sentinel-failover-with-losses']);
    expect(stats.Totals).toMatchObject({
      Count: 175_966,
      'Ops/sec': 8798.3,
      'Connection Errors': 20_417,
      'Max Latency': 1617,
      'Percentile Latencies': { 'p50.00': 0.316, 'p99.00': 1512 },
    });
    expect(stats.Sets).toMatchObject({ Count: 100_000, 'Hits/sec': 0 });
    const seconds: Readonly<Record<string, { readonly Count: number }>> = stats.Totals?.['Time-Serie'] ?? {};
    expect(seconds['5']).toEqual({ Count: 10_000 });
    expect(seconds['7']).toEqual({ Count: 0 });
    expect(Object.keys(seconds)).toHaveLength(20);
  });

  it('has one clock: start, end and duration are those of the measured part, and match the rates', () => {
    const record = fixtureRecords['sentinel-failover-with-losses'];
    const { Runtime, Totals } = statsOf(record);
    const startMs = Date.parse(record.run.measuredAt!);
    expect(Runtime).toMatchObject({ 'Start time': startMs, 'Finish time': startMs + 20_000, 'Total duration': 20_000 });
    expect(Totals?.['Ops/sec']).toBeCloseTo(Number(Totals?.Count) / 20, 1);
    const old = fixtureRecords.saturated;
    expect(statsOf(old).Runtime).toMatchObject({ 'Start time': Date.parse(old.run.startedAt) });
    expect(memtierJson.render(old)).toContain('no run.measuredAt');
  });

  it('attributes hits and misses to their command, or to gets if the record does not distinguish', () => {
    const { totals, run } = buildRecord();
    const latency = { ...totals.latency, hget: totals.latency.get! };
    const reads = { get: { hits: 300, misses: 20 }, hget: { hits: 0, misses: 70 } };
    const apart = { ...totals, hits: 300, misses: 90, latency };
    const seconds = run.plannedMs! / 1000;
    const perSecond = (count: number) => Math.round((100 * count) / seconds) / 100;
    const readsOf = (hits: number, misses: number) => ({
      'Hits/sec': perSecond(hits),
      'Misses/sec': perSecond(misses),
    });
    const stats = statsOf(buildRecord({ totals: { ...apart, reads } }));
    expect(stats).toMatchObject({
      Sets: readsOf(0, 0),
      Gets: readsOf(300, 20),
      Hgets: readsOf(0, 70),
      Totals: readsOf(300, 90),
    });
    const { reads: _, ...older } = { ...apart, reads };
    expect(statsOf(buildRecord({ totals: older }))).toMatchObject({ Gets: readsOf(300, 90), Hgets: readsOf(0, 0) });
  });

  it('names other commands like memtier, and has no latency for commands that did not run', () => {
    const { latency } = buildRecord().totals;
    const stats = statsOf(
      buildRecord({ totals: { ...buildRecord().totals, latency: { all: latency.all!, HSET: latency.set! } } }),
    );
    expect(Object.keys(stats)).toEqual(['Runtime', 'Sets', 'Gets', 'Waits', 'Hsets', 'Totals']);
    expect(stats.Sets).toMatchObject({ Count: 0, 'Ops/sec': 0, 'Percentile Latencies': {} });
    expect(stats.Sets).not.toHaveProperty('Average Latency');
  });
});

type Stats = Readonly<Record<string, Readonly<Record<string, never>>>>;

function statsOf(record: RunRecord): Stats {
  const parsed = JSON.parse(memtierJson.render(record)) as { readonly 'ALL STATS': Stats };
  return parsed['ALL STATS'];
}

/** The type of each value; all seconds count as one. */
function typesByPath(value: unknown, path = ''): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path, typeof value]]);
  const inner = Object.entries(value).flatMap(([key, one]) => [
    ...typesByPath(one, [path, path.endsWith('Time-Serie') ? 'second' : key].filter((part) => part !== '').join('.')),
  ]);
  return new Map(inner);
}
