import { describe, expect, it } from 'vitest';
import { LatencyRecorder } from '../../../src/metrics/latency-recorder.js';
import { LatencySum } from '../../../src/metrics/latency-sum.js';
import type { RunRecord } from '../../../src/record/run-record.js';
import type { Percentiles } from '../../../src/record/sections/stats.js';
import { percentileCurves } from '../../../src/report/facts/percentile-curves.js';
import { buildRecord } from '../../fixtures/records/build-record.js';

describe('a percentile curve', () => {
  it('matches the record at every nine, and ends at the maximum', () => {
    const service = percentilesOf(Array.from({ length: 10_000 }, (_, index) => index + 1));
    const { nines, curves } = percentileCurves(recordOf(service));
    expect(curves.map(({ label }) => label)).toEqual(['service, whole run']);
    const at = (nine: number) => curves[0]?.latenciesUs[nines.indexOf(nine)];
    expect([at(10), at(100), at(1000)]).toEqual([service.p90Us, service.p99Us, service.p99_9Us]);
    expect(nines.at(-1)).toBe(10_000);
    expect(curves[0]?.latenciesUs.at(-1)).toBe(service.maxUs);
  });

  it('never falls', () => {
    const { curves } = percentileCurves(recordOf(percentilesOf([5, 900, 17, 1, 1, 40_000, 3])));
    const values = (curves[0]?.latenciesUs ?? []).filter((value) => value !== null);
    expect(values.length).toBeGreaterThan(5);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
  });

  it('is omitted if a histogram cannot be read', () => {
    const service = { ...percentilesOf([1, 2, 3]), histogram: 'no histogram' };
    expect(percentileCurves(recordOf(service)).curves).toEqual([]);
  });
});

/** Closed loop, with one phase. */
function recordOf(service: Percentiles): RunRecord {
  const base = buildRecord();
  return buildRecord({ totals: { ...base.totals, latency: { all: { response: null, service } } } });
}

function percentilesOf(latenciesUs: readonly number[]): Percentiles {
  const recorder = new LatencyRecorder();
  for (const us of latenciesUs) recorder.record(us / 1000);
  const sum = new LatencySum();
  sum.add(recorder.take()!);
  return sum.percentiles()!;
}
