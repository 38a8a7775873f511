import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { expect } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.js';
import type { LatencyPair, OperationCounts, Stats } from '../../../src/record/sections/stats.js';

const kinds = [
  'planned',
  'sent',
  'dropped',
  'ok',
  'fail',
  'indeterminate',
] as const satisfies (keyof OperationCounts)[];

/** Whatever happened in a run, no operation, write or sample is missing from any sum. */
export function expectToAddUp(record: RunRecord): void {
  const { totals, phases, timeline, writeSafety } = record;
  for (const stats of [totals, ...phases]) expectConserved(stats);
  for (const kind of kinds) expect(sum(phases, (phase) => phase.operations[kind])).toBe(totals.operations[kind]);
  for (const kind of ['sent', 'dropped', 'ok', 'fail', 'indeterminate'] as const)
    expect(sum(timeline.intervals, (interval) => interval[kind])).toBe(totals.operations[kind]);
  for (const stats of [totals, ...phases]) {
    for (const [kind, pair] of Object.entries(stats.latency)) expectDecodable(pair, kind === 'all' ? stats : null);
  }
  const { writes, fates, causes } = writeSafety;
  expect(writes.issued).toBe(writes.acknowledged + writes.failed + writes.indeterminate);
  expect(sum(Object.values(fates ?? {}), (count) => count)).toBe(writes.issued - writes.failed);
  expect(sum(Object.values(causes ?? {}), (count) => count)).toBe(fates?.lost);
}

function expectConserved({ operations, errors }: Stats): void {
  const { planned, sent, dropped, ok, fail, indeterminate } = operations;
  expect(planned).toBe(sent + dropped);
  expect(sent).toBe(ok + fail + indeterminate);
  expect(sum(Object.values(errors), (count) => count)).toBe(fail + indeterminate);
}

/** Each histogram has as many samples as its count; over all kinds: every planned operation, and every sent one. */
function expectDecodable({ response, service }: LatencyPair, all: Stats | null): void {
  for (const percentiles of [response, service]) {
    if (percentiles === null) continue;
    const histogram = decodeFromCompressedBase64(percentiles.histogram);
    expect(histogram.totalCount).toBe(percentiles.count);
    // To three significant digits, the resolution of the histograms.
    expect(Math.abs(histogram.maxValue - percentiles.maxUs)).toBeLessThanOrEqual(percentiles.maxUs / 500);
  }
  if (all === null) return;
  expect(response?.count ?? 0).toBe(all.operations.planned);
  expect(service?.count ?? 0).toBe(all.operations.sent);
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
